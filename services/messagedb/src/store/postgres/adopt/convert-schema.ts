import type { PostgresTransaction } from '@aquifer/postgres';
import { eventideFunctions } from '../eventide/eventide-functions.ts';
import { correlationOf } from '../eventide/write-functions.ts';
import { categoryIndexes } from '../layouts.ts';
import { quoted } from '../schema-name.ts';
import { dropViews, restoreViews } from './kept-views.ts';

/** How long those who read and write may keep us waiting, while nobody else can begin to. */
const patience = '30s';

/** From here to the end of the transaction nobody else reads or writes the messages. */
export async function lockMessages(
  transaction: PostgresTransaction,
  schema: string,
): Promise<void> {
  await transaction.exec(`
    SET LOCAL lock_timeout = '${patience}';
    LOCK TABLE ${quoted(schema)}.messages IN ACCESS EXCLUSIVE MODE;
  `);
}

/** Gives Eventide's table and functions, locked, the newest layout. All rows are written once. */
export async function convertSchema(
  transaction: PostgresTransaction,
  schema: string,
): Promise<void> {
  const at = quoted(schema);
  // Definitions of views are told with the schema of everything.
  await transaction.exec(`SET LOCAL search_path = ''`);
  const views = await dropViews(transaction, `${at}.messages`);
  await transaction.exec(`DROP INDEX IF EXISTS ${at}.messages_category`);
  await transaction.exec(eventideFunctions(schema));
  await transaction.exec(`
    ALTER TABLE ${at}.messages
      ADD COLUMN correlation text COLLATE "C",
      ADD COLUMN cardinal_hash bigint;
    ALTER TABLE ${at}.messages
      ALTER COLUMN stream_name TYPE text COLLATE "C",
      ALTER COLUMN type TYPE text COLLATE "C",
      ALTER COLUMN data TYPE json USING data::json,
      ALTER COLUMN metadata TYPE json USING metadata::json,
      ALTER COLUMN correlation TYPE text COLLATE "C"
        USING ${correlationOf('metadata')},
      ALTER COLUMN cardinal_hash TYPE bigint USING ${at}.hash_64(${at}.cardinal_id(stream_name)),
      ALTER COLUMN time SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
      ALTER COLUMN global_position DROP DEFAULT;
    DROP SEQUENCE IF EXISTS ${at}.messages_global_position_seq;
    ${categoryIndexes(schema)}
  `);
  await restoreViews(transaction, views);
  await transaction.exec(`ANALYZE ${at}.messages`);
}

import { type PostgresTransaction, postgresErrorCode } from '@aquifer/postgres';
import { isFault } from '@aquifer/service';
import { fault } from '../../../faults.ts';
import type { Namespace } from '../../../model/namespace.ts';
import { bringForward } from '../bring-forward.ts';
import { connect, type ConnectOptions } from '../connect.ts';
import { register } from '../registry.ts';
import { quoted } from '../schema-name.ts';
import { storeFailure } from '../store-failure.ts';
import { convertSchema, lockMessages } from './convert-schema.ts';
import { findUnfit } from './find-unfit.ts';

export interface AdoptOptions extends Pick<ConnectOptions, 'url' | 'log'> {
  /** The schema of Eventide's message-db, as it installs itself. */
  readonly schema: string;
  /** What it is to be called here. */
  readonly namespace: Namespace;
  /** Told a sentence for each kind of messages that cannot be adopted, before `messages_unfit`. */
  readonly onUnfit: (sentence: string) => void;
}

/**
 * Makes a namespace of a schema of Eventide's message-db, in place: afterwards our API and
 * message-db's clients work on the same messages. One transaction; writers wait meanwhile. Throws
 * Fault `schema_not_found`, `schema_adopted`, `namespace_exists`, `schema_unsuitable` or
 * `messages_unfit`. Resolves with the number of messages.
 */
export async function adopt({
  schema,
  namespace,
  onUnfit,
  ...options
}: AdoptOptions): Promise<number> {
  const postgres = await connect({ ...options, poolMax: 2 });
  try {
    await bringForward(postgres);
    return await postgres.transaction(
      async (transaction) => {
        await refuse(transaction, schema);
        if (!(await register(transaction, namespace, schema))) {
          throw fault('namespace_exists', { namespace: namespace.id });
        }
        await lockMessages(transaction, schema);
        const unfit = await findUnfit(transaction, `${quoted(schema)}.messages`);
        unfit.forEach(onUnfit);
        if (unfit.length > 0) throw fault('messages_unfit', { schema });
        await convertSchema(transaction, schema);
        const count = await transaction.value<bigint>(
          `SELECT count(*) FROM ${quoted(schema)}.messages`,
        );
        return Number(count);
      },
      { isolation: 'read committed' },
    );
  } catch (error) {
    throw adoptionFailure(error, schema);
  } finally {
    await postgres.close();
  }
}

async function refuse(transaction: PostgresTransaction, schema: string): Promise<void> {
  const owner = await transaction.value<string>(
    'SELECT id FROM messagedb.namespaces WHERE schema_name = $1',
    [schema],
  );
  if (owner !== undefined) throw fault('schema_adopted', { schema, namespace: owner });
  const columns = await transaction.value<string>(
    `SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_name)
     FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'messages'`,
    [schema],
  );
  if (columns === null) throw fault('schema_not_found', { schema });
  if (columns !== eventideColumns) {
    const reason = 'its table of messages is not that of message-db 1.3';
    throw fault('schema_unsuitable', { schema, reason });
  }
}

const eventideColumns = [
  'data jsonb',
  'global_position bigint',
  'id uuid',
  'metadata jsonb',
  'position bigint',
  'stream_name text',
  'time timestamp without time zone',
  'type text',
].join(', ');

/** What stops a conversion; everything else is a failure as any. */
const reasons: Readonly<Record<string, string | undefined>> = {
  permission: 'it must be done by the owner of its table and functions',
  unsupported: 'something of your own depends on the type of a column of messages',
  busy: 'its messages are in use',
  // Of CREATE OR REPLACE FUNCTION, for functions of other releases.
  syntax: 'its functions are not those of message-db 1.3, or something of your own needs jsonb',
  failed: 'something of your own depends on its messages',
  no_such_function: 'something of your own needs messages to be jsonb',
};

function adoptionFailure(error: unknown, schema: string): unknown {
  const reason = isFault(error) ? undefined : reasons[postgresErrorCode(error) ?? ''];
  if (reason === undefined) return storeFailure(error);
  return fault('schema_unsuitable', { schema, reason }, { cause: error });
}

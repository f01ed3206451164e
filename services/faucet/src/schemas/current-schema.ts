import type { Database } from '../databases/databases.ts';
import { fault } from '../faults.ts';
import type { DatabaseSchema, TableSchema } from '../model/schema.ts';

/**
 * What the database looks like at this moment. Who asks for a schema asks for changes past Faucet
 * too, which the one remembered for requests may not show yet.
 */
export const currentSchema = ({
  connector,
}: Pick<Database, 'connector'>): Promise<DatabaseSchema> => connector.introspect();

/** The table or view of exactly this name. */
export const tableOf = (
  { tables, views }: Pick<DatabaseSchema, 'tables' | 'views'>,
  name: string,
): TableSchema | undefined => [...tables, ...views].find((table) => table.name === name);

/** The table or view as it is at this moment. Throws table_not_found. */
export async function currentTable(
  database: Pick<Database, 'connector'>,
  name: string,
): Promise<TableSchema> {
  const table = tableOf(await currentSchema(database), name);
  if (table === undefined) throw fault('table_not_found', { table: name });
  return table;
}

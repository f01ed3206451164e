import type { Caller } from '../access/caller.ts';
import type { Permission } from '../access/permission.ts';
import { permitted } from '../access/permit.ts';
import type { TableSchema } from '../model/schema.ts';
import type { ReadSource } from '../records/read-source.ts';
import type { Database } from './databases.ts';

/** A table with what the caller may see of it and, along foreign keys, of its neighbours. */
export function readSourceOf(
  caller: Caller,
  database: Database,
  table: TableSchema,
  permission: Permission,
): ReadSource {
  const { connector, service } = database;
  return {
    connector,
    table,
    permission,
    catalog: {
      schema: () => database.schema(),
      permission: (name) => permitted(caller, service.name, `_table/${name}`, 'GET'),
    },
  };
}

import { isFault } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import type { Connector, TableChange, TableDefinition } from '../connector.ts';
import { alterTableSql, createTableSql, tableName } from './ddl.ts';
import { asFaults, oraNumber } from './errors.ts';
import type { Oracle } from './oracle.ts';

/** Creates, changes and drops tables. Every statement commits by itself: the server knows no other way. */
export const createSchemaChanges = (
  oracle: Oracle,
  schema: string,
): Pick<Connector, 'createTable' | 'alterTable' | 'dropTable'> => {
  const run = (statements: readonly string[], table?: TableSchema): Promise<void> =>
    asFaults({ action: 'Schema change', ...(table !== undefined && { table }) }, async () => {
      for (const sql of statements) await oracle.run({ sql, params: [] });
    });
  return {
    createTable: async (definition: TableDefinition) => {
      try {
        await run(createTableSql(schema, definition));
      } catch (error) {
        const isTaken = isFault(error) && error.code === 'name_taken';
        throw isTaken ? fault('table_exists', { table: definition.name }) : error;
      }
    },
    alterTable: async (table: TableSchema, changes: readonly TableChange[]) => {
      for (const change of changes) await run(alterTableSql(schema, table, change), table);
    },
    dropTable: async (table: TableSchema) => {
      const kind = table.type === 'view' ? 'VIEW' : 'TABLE';
      try {
        await run([`DROP ${kind} ${tableName(schema, table.name)}`], table);
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        const isUnknown = oraNumber(cause) === 942;
        throw isUnknown ? fault('table_not_found', { table: table.name }) : error;
      }
    },
  };
};

import { isFault } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import type { Connector, TableChange, TableDefinition } from '../connector.ts';
import { alterTableSql, createTableSql, tableName } from './ddl.ts';
import { asFaults } from './errors.ts';
import type { Snowflake } from './snowflake.ts';

/** Creates, changes and drops tables. Every statement commits by itself: the server knows no other way. */
export const createSchemaChanges = (
  snowflake: Snowflake,
  schema: string,
): Pick<Connector, 'createTable' | 'alterTable' | 'dropTable'> => {
  const run = (statements: readonly string[], table?: TableSchema): Promise<void> =>
    asFaults({ action: 'Schema change', ...(table !== undefined && { table }) }, async () => {
      for (const sql of statements) await snowflake.run({ sql, params: [] });
    });
  return {
    createTable: async (definition: TableDefinition) => {
      try {
        await run([createTableSql(schema, definition)]);
      } catch (error) {
        const isTaken = isFault(error) && error.code === 'name_taken';
        throw isTaken ? fault('table_exists', { table: definition.name }) : error;
      }
    },
    alterTable: async (table: TableSchema, changes: readonly TableChange[]) => {
      for (const change of changes) await run(alterTableSql(schema, table, change), table);
    },
    dropTable: (table: TableSchema) => {
      const kind = table.type === 'view' ? 'VIEW' : 'TABLE';
      return run([`DROP ${kind} ${tableName(schema, table.name)}`], table);
    },
  };
};

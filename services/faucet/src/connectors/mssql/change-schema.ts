import { isFault } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import type { Connector, TableChange, TableDefinition } from '../connector.ts';
import type { Statement } from '../sql/dialect.ts';
import { alterTableSql, createTableSql, tableName } from './ddl.ts';
import { asFaults, isMssqlError } from './errors.ts';
import type { Mssql } from './mssql.ts';

/** Creates, changes and drops tables, each request in one transaction. */
export const createSchemaChanges = (
  mssql: Mssql,
  schema: string,
): Pick<Connector, 'createTable' | 'alterTable' | 'dropTable'> => {
  const run = (statements: readonly Statement[], table?: TableSchema): Promise<void> =>
    asFaults({ action: 'Schema change', ...(table !== undefined && { table }) }, () =>
      mssql.transaction(async (queries) => {
        for (const statement of statements) await queries.run(statement);
      }),
    );
  return {
    createTable: async (definition: TableDefinition) => {
      try {
        await run(createTableSql(schema, definition));
      } catch (error) {
        const isTaken = isFault(error) && error.code === 'name_taken';
        throw isTaken ? fault('table_exists', { table: definition.name }) : error;
      }
    },
    alterTable: (table: TableSchema, changes: readonly TableChange[]) =>
      run(
        changes.flatMap((change) => alterTableSql(schema, table, change)),
        table,
      ),
    dropTable: async (table: TableSchema) => {
      const kind = table.type === 'view' ? 'VIEW' : 'TABLE';
      try {
        await run([{ sql: `DROP ${kind} ${tableName(schema, table.name)}`, params: [] }], table);
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        const isUnknown = isMssqlError(cause) && cause.number === 3701;
        throw isUnknown ? fault('table_not_found', { table: table.name }) : error;
      }
    },
  };
};

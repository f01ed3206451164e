import { fault } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import type { Connector, TableChange, TableDefinition } from '../connector.ts';
import { creationFailure } from '../sql/taken-name.ts';
import { alterTableSql, createTableSql, tableName } from './ddl.ts';
import { asFaults } from './errors.ts';
import type { Mysql } from './mysql.ts';

/** Creates, changes and drops tables. Every statement commits by itself: the server knows no other way. */
export const createSchemaChanges = (
  mysql: Mysql,
  database: string,
): Pick<Connector, 'createTable' | 'alterTable' | 'dropTable'> => {
  const run = (sql: string, table?: TableSchema): Promise<unknown> =>
    asFaults({ action: 'Schema change', ...(table !== undefined && { table }) }, () =>
      mysql.session((session) => session.text(sql, {}, 0)),
    );
  return {
    createTable: async (definition: TableDefinition) => {
      try {
        await run(createTableSql(database, definition));
      } catch (error) {
        throw creationFailure(error, definition.name);
      }
    },
    alterTable: async (table: TableSchema, changes: readonly TableChange[]) => {
      for (const change of changes) await run(alterTableSql(database, table, change), table);
    },
    dropTable: async (table: TableSchema) => {
      const kind = table.type === 'view' ? 'VIEW' : 'TABLE';
      try {
        await run(`DROP ${kind} ${tableName(database, table.name)}`, table);
      } catch (error) {
        throw isUnknown(error) ? fault('table_not_found', { table: table.name }) : error;
      }
    },
  };
};

/** 1051 unknown table, 4092 unknown view. */
const isUnknown = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined;
  const number = cause instanceof Error && 'errno' in cause ? cause.errno : undefined;
  return number === 1051 || number === 4092;
};

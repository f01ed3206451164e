import type { Postgres } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import type { Connector, TableChange, TableDefinition } from '../connector.ts';
import { creationFailure } from '../sql/taken-name.ts';
import { alterTableSql, createTableSql } from './ddl.ts';
import { quote } from './dialect.ts';
import { errorFault } from './errors.ts';

/** Creates, changes and drops tables, each request in one transaction. */
export const createSchemaChanges = (
  postgres: Postgres,
  schema: string,
): Pick<Connector, 'createTable' | 'alterTable' | 'dropTable'> => {
  const run = async (statements: readonly string[], table?: TableSchema): Promise<void> => {
    try {
      await postgres.transaction(async (transaction) => {
        // So that types of the schema need no qualification.
        await transaction.exec(`SET LOCAL search_path TO ${quote(schema)}, public`);
        for (const sql of statements) await transaction.exec(sql);
      });
    } catch (error) {
      throw errorFault(error, {
        action: 'Schema change',
        ...(table !== undefined && { table }),
      });
    }
  };
  return {
    createTable: async (definition: TableDefinition) => {
      await run(createTableSql(schema, definition)).catch((error: unknown) => {
        throw creationFailure(error, definition.name);
      });
    },
    alterTable: (table: TableSchema, changes: readonly TableChange[]) =>
      run(
        changes.flatMap((change) => alterTableSql(schema, table, change)),
        table,
      ),
    dropTable: async (table: TableSchema) => {
      const { name } = table;
      const kind = await postgres.value<string>(kindQuery, [schema, name]);
      if (kind === undefined) throw fault('table_not_found', { table: name });
      await run([`DROP ${kind} ${quote(schema)}.${quote(name)}`], table);
    },
  };
};

const kindQuery = `
SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END
FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relname = $2
  AND relkind IN ('r', 'p', 'f', 'v', 'm')`;

import type { Permission } from '../access/permission.ts';
import { answerFromTable } from '../databases/answer-from-table.ts';
import type { Database } from '../databases/databases.ts';
import type { TableSchema } from '../model/schema.ts';
import { permittedDatabase } from './permitted-database.ts';
import type { Call } from './route.ts';
import { whenReady } from './when-ready.ts';

/** The table of a request, after the checks that come before its parameters and body. */
export interface RequestedTable {
  readonly database: Database;
  readonly permission: Permission;
  readonly table: TableSchema;
}

/** Reads from the table of the request's path; again when it turns out to have changed. */
export function withCurrentTable(
  call: Call,
  answer: (requested: RequestedTable) => unknown,
): unknown {
  const name = call.params['table'] ?? '';
  return whenReady(permittedDatabase(call, `_table/${name}`), ({ database, permission }) =>
    answerFromTable(database, name, {
      answer: (table) => answer({ database, permission, table }),
    }),
  );
}

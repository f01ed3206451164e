import { isFault } from '@aquifer/service';
import type { Permission } from '../access/permission.ts';
import type { Database } from '../databases/databases.ts';
import type { RenewalReason } from '../databases/schema-cache.ts';
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

/**
 * Answers from the table as it is known; again from the table as it is now when that was refused and
 * the table has changed since.
 */
export function withCurrentTable(
  call: Call,
  answer: (requested: RequestedTable) => unknown,
): unknown {
  const name = call.params['table'] ?? '';
  return whenReady(permittedDatabase(call, `_table/${name}`), ({ database, permission }) =>
    whenReady(database.table(name), (table) => {
      const requested = { database, permission, table };
      try {
        const outcome = answer(requested);
        return outcome instanceof Promise
          ? outcome.catch((error: unknown) => answerAgain(requested, answer, error))
          : outcome;
      } catch (error) {
        return answerAgain(requested, answer, error);
      }
    }),
  );
}

async function answerAgain(
  requested: RequestedTable,
  answer: (requested: RequestedTable) => unknown,
  refusal: unknown,
): Promise<unknown> {
  let { table } = requested;
  let error = refusal;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const reason = isFault(error) ? reasons.get(error.code) : undefined;
    if (reason === undefined) throw error;
    const renewed = await requested.database.renewed(table, reason);
    if (renewed === undefined) throw error;
    table = renewed;
    try {
      return await answer({ ...requested, table });
    } catch (again) {
      error = again;
    }
  }
  throw error;
}

/** A migration changes a table several times in a row. */
const ATTEMPTS_MAX = 3;

/** Refusals that a table of another shape may not deserve; nothing was written yet, or all was undone. */
const reasons: ReadonlyMap<string, RenewalReason> = new Map([
  ['sql_refused', 'statement'],
  ['table_not_found', 'statement'],
  ['unknown_column', 'request'],
  ['invalid_fields', 'request'],
  ['invalid_filter', 'request'],
  ['invalid_group', 'request'],
  ['invalid_having', 'request'],
  ['invalid_order', 'request'],
  ['invalid_related', 'request'],
]);

import { isFault } from '@aquifer/service';
import type { TableSchema } from '../model/schema.ts';
import type { Database } from './databases.ts';
import type { RenewalReason } from './schema-cache.ts';

/** How a table answers a request. */
export interface TableAnswer<T> {
  answer(table: TableSchema): T | Promise<T>;
  /** False once something was written that stays. Default: nothing is written. */
  readonly mayRepeat?: () => boolean;
}

/**
 * Answers from the table as it is known; again from the table as it is now when that was refused and
 * the table has changed since. What has written does not run again. Throws table_not_found.
 */
export function answerFromTable<T>(
  database: Pick<Database, 'table' | 'renewed'>,
  name: string,
  how: TableAnswer<T>,
): T | Promise<T> {
  const table = database.table(name);
  return table instanceof Promise
    ? table.then((known) => answerFrom(database, known, how))
    : answerFrom(database, table, how);
}

function answerFrom<T>(
  database: Pick<Database, 'renewed'>,
  table: TableSchema,
  how: TableAnswer<T>,
): T | Promise<T> {
  try {
    const outcome = how.answer(table);
    return outcome instanceof Promise
      ? outcome.catch((error: unknown) => answerAgain(database, table, how, error))
      : outcome;
  } catch (error) {
    return answerAgain(database, table, how, error);
  }
}

async function answerAgain<T>(
  database: Pick<Database, 'renewed'>,
  known: TableSchema,
  { answer, mayRepeat = () => true }: TableAnswer<T>,
  refusal: unknown,
): Promise<T> {
  let table = known;
  let error = refusal;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const reason = isFault(error) ? reasons.get(error.code) : undefined;
    if (reason === undefined || !mayRepeat()) throw error;
    const renewed = await database.renewed(table, reason);
    if (renewed === undefined) throw error;
    table = renewed;
    try {
      return await answer(table);
    } catch (again) {
      error = again;
    }
  }
  throw error;
}

/** A migration changes a table several times in a row. */
const ATTEMPTS_MAX = 3;

/** Refusals that a table of another shape may not deserve. */
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

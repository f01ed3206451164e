import { fault } from '../../faults.ts';
import type { InsertPlan, UpdatePlan } from '../../query/plan.ts';
import type { TransactionSession, WriteSession, WrittenRows } from '../connector.ts';
import { compileDelete } from '../sql/compile-delete.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Statement } from '../sql/dialect.ts';
import { splitInsert } from '../sql/split-insert.ts';
import { upsertByLookup, type UpsertSteps, type Written } from '../sql/upsert-by-lookup.ts';
import {
  compileCheckedRead,
  compileInsertRow,
  compileLock,
  compileReadBack,
  compileUpdateRows,
} from './compile-write.ts';
import { asFaults, oraNumber } from './errors.ts';
import type { OracleResult, OracleRows } from './oracle-statement.ts';
import type { OracleQueries } from './oracle.ts';
import { binaryColumns, joinedRows, projectedBinary, rowText, type Session } from './read.ts';

/** Each write in a transaction of its own: rows are read again before it ends. */
export const createWrites = (session: Session): WriteSession => {
  const within = <T>(work: (session: WriteSession) => Promise<T>): Promise<T> =>
    retryDeadlocks(() => writeTransaction(session, work));
  return {
    insert: (plan) => within((writes) => writes.insert(plan)),
    update: (plan) => within((writes) => writes.update(plan)),
    delete: (plan) => sessionWrites(session, session.oracle).delete(plan),
  };
};

/** Runs `work` in one transaction; rolls back when it rejects. */
export const writeTransaction = <T>(
  session: Session,
  work: (session: TransactionSession) => Promise<T>,
): Promise<T> =>
  asFaults({ action: 'Update' }, () =>
    session.oracle.transaction((queries) => work(transactionSession(session, queries))),
  );

const attemptsMax = 3;

/** A deadlock undoes one statement; the transaction is rolled back and ours can be begun again. */
const retryDeadlocks = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (attempt === attemptsMax || oraNumber(cause) !== 60) throw error;
    }
  }
};

const transactionSession = (session: Session, queries: OracleQueries): TransactionSession => ({
  ...sessionWrites(session, queries),
  readLocked: (plan) =>
    asFaults({ action: 'Query', table: plan.table }, async () => {
      const { dialect } = session;
      if (plan.where !== undefined) await queries.run(compileLock(dialect, plan.table, plan.where));
      const { rows } = await queries.run(compileSelect(dialect, plan, 'rows'));
      return joinedRows(rows, projectedBinary(dialect, plan));
    }),
});

const sessionWrites = (session: Session, queries: OracleQueries): WriteSession => {
  const { dialect } = session;
  return {
    insert: (plan) =>
      asFaults({ action: 'Insert', table: plan.table }, () =>
        plan.onConflict === undefined
          ? insertRows(session, queries, plan)
          : upsertRows(session, queries, plan),
      ),
    update: (plan) =>
      asFaults({ action: 'Update', table: plan.table }, () => updateRows(session, queries, plan)),
    delete: (plan) =>
      asFaults(
        { action: 'Delete', table: plan.table },
        async () => (await queries.run(compileDelete(dialect, plan))).affected,
      ),
  };
};

const upsertRows = async (
  session: Session,
  queries: OracleQueries,
  plan: InsertPlan,
): Promise<WrittenRows> => {
  const rows = await upsertByLookup(upsertSteps(session, queries), plan);
  return { rows, affected: rows.length };
};

const insertRows = async (
  session: Session,
  queries: OracleQueries,
  plan: InsertPlan,
): Promise<WrittenRows> => {
  const results: OracleResult[] = [];
  for (const batch of splitInsert(session.dialect, plan)) {
    results.push(await queries.run(compileInsertRow(session.dialect, batch)));
  }
  return answer(session, queries, plan, results);
};

const updateRows = async (
  session: Session,
  queries: OracleQueries,
  plan: UpdatePlan,
): Promise<WrittenRows> =>
  answer(session, queries, plan, [await queries.run(compileUpdateRows(session.dialect, plan))]);

/** The rows as they are stored now, in the order of writing; those of views cannot be found again. */
const answer = async (
  session: Session,
  queries: OracleQueries,
  of: Written,
  results: readonly OracleResult[],
): Promise<WrittenRows> => {
  const affected = results.reduce((sum, result) => sum + result.affected, 0);
  if (of.table.type === 'view') {
    if (of.check === undefined) return { rows: [], affected };
    const feature = `row filters on writes through the view "${of.table.name}"`;
    throw fault('not_supported', { driver: 'oracle', feature });
  }
  const rowIds = results.flatMap(({ outputs }) =>
    outputs.flatMap((output) => (output.kind === 'texts' ? output.values : [])),
  );
  return { rows: await readBack(session, queries, of, rowIds), affected };
};

/** ROWIDs in one statement. */
const rowsPerRead = 500;

const readBack = async (
  { dialect }: Session,
  queries: OracleQueries,
  of: Written,
  rowIds: readonly string[],
): Promise<readonly string[]> => {
  const binary = binaryColumns(dialect, of.returning);
  const texts = new Map<string, string>();
  for (let from = 0; from < rowIds.length; from += rowsPerRead) {
    const part = rowIds.slice(from, from + rowsPerRead);
    const { rows } = await queries.run(compileReadBack(dialect, of, part));
    for (const row of permitted(rows)) texts.set(String(row[0]), rowText(row.slice(2), binary));
  }
  return rowIds.flatMap((rowId) => texts.get(rowId) ?? []);
};

/** ROWID and whether the row may be as it is now stand before its JSON. */
const permitted = (rows: OracleRows['rows']): OracleRows['rows'] => {
  if (rows.some(([, isPermitted]) => String(isPermitted) !== '1')) throw fault('row_refused');
  return rows;
};

const upsertSteps = (session: Session, queries: OracleQueries): UpsertSteps => {
  const { dialect } = session;
  const rowsOf = async (statement: Statement): Promise<OracleRows['rows']> =>
    (await queries.run(statement)).rows;
  return {
    dialect,
    lock: async (table, where) => (await rowsOf(compileLock(dialect, table, where))).length,
    insert: async (plan) => (await insertRows(session, queries, plan)).rows,
    update: async (plan) => (await updateRows(session, queries, plan)).rows,
    read: async (of, where) => {
      const binary = binaryColumns(dialect, of.returning);
      const rows = permitted(await rowsOf(compileCheckedRead(dialect, of, where)));
      return rows.map((row) => rowText(row.slice(2), binary));
    },
    isDuplicate: (error) => oraNumber(error) === 1,
  };
};

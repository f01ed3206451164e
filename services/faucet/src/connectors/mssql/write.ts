import { fault } from '../../faults.ts';
import type { InsertPlan } from '../../query/plan.ts';
import type { TransactionSession, WriteSession, WrittenRows } from '../connector.ts';
import { compileDelete } from '../sql/compile-delete.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Statement } from '../sql/dialect.ts';
import { splitInsert } from '../sql/split-insert.ts';
import { upsertByLookup, type UpsertSteps } from '../sql/upsert-by-lookup.ts';
import {
  compileCheckedRead,
  compileInsertBatch,
  compileLock,
  compileUpdateBatch,
} from './compile-write.ts';
import { asFaults, isMssqlError } from './errors.ts';
import type { MssqlQueries } from './mssql.ts';
import { joinedRows, lastRows, type Session } from './read.ts';

/** Writes with a transaction of their own where one statement is not enough. */
export const createWrites = (session: Session): WriteSession => {
  const direct = sessionWrites(session, session.mssql);
  const within = <T>(work: (session: WriteSession) => Promise<T>): Promise<T> =>
    retryDeadlocks(() => writeTransaction(session, work));
  return {
    insert: (plan) =>
      plan.rows.length === 1 && plan.check === undefined && plan.onConflict === undefined
        ? direct.insert(plan)
        : within((writes) => writes.insert(plan)),
    update: (plan) =>
      plan.check === undefined ? direct.update(plan) : within((writes) => writes.update(plan)),
    delete: direct.delete,
  };
};

/** Runs `work` in one transaction; rolls back when it rejects. */
export const writeTransaction = <T>(
  session: Session,
  work: (session: TransactionSession) => Promise<T>,
): Promise<T> =>
  asFaults({ action: 'Update' }, () =>
    session.mssql.transaction((queries) => work(transactionSession(session, queries))),
  );

const attemptsMax = 3;

/** A deadlock undoes the whole transaction, so ours can be begun again. */
const retryDeadlocks = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attemptsMax || !hasNumber(causeOf(error), 1205)) throw error;
    }
  }
};

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const hasNumber = (error: unknown, ...numbers: readonly number[]): boolean =>
  isMssqlError(error) && numbers.includes(error.number ?? 0);

const transactionSession = (session: Session, queries: MssqlQueries): TransactionSession => ({
  ...sessionWrites(session, queries),
  readLocked: (plan) =>
    asFaults({ action: 'Query', table: plan.table }, async () => {
      const { dialect } = session;
      if (plan.where !== undefined) await queries.run(compileLock(dialect, plan.table, plan.where));
      return joinedRows(lastRows(await queries.run(compileSelect(dialect, plan, 'rows'))));
    }),
});

const sessionWrites = (session: Session, queries: MssqlQueries): WriteSession => {
  const { dialect } = session;
  return {
    insert: (plan) =>
      asFaults({ action: 'Insert', table: plan.table }, async () => {
        const rows =
          plan.onConflict === undefined
            ? await insertRows(session, queries, plan)
            : await upsertByLookup(upsertSteps(session, queries), plan);
        return { rows, affected: rows.length };
      }),
    update: (plan) =>
      asFaults({ action: 'Update', table: plan.table }, () =>
        written(queries, compileUpdateBatch(dialect, plan)),
      ),
    delete: (plan) =>
      asFaults(
        { action: 'Delete', table: plan.table },
        async () => (await queries.run(compileDelete(dialect, plan))).affected,
      ),
  };
};

const insertRows = async (
  { dialect }: Session,
  queries: MssqlQueries,
  plan: InsertPlan,
): Promise<readonly string[]> => {
  const rows: string[] = [];
  for (const batch of splitInsert(dialect, plan)) {
    rows.push(...(await written(queries, compileInsertBatch(dialect, batch))).rows);
  }
  return rows;
};

/** JSON first, then whether the row may be as it is now. */
const written = async (queries: MssqlQueries, statement: Statement): Promise<WrittenRows> => {
  const rows = lastRows(await queries.run(statement));
  if (rows.some(([, isPermitted]) => String(isPermitted) !== '1')) throw fault('row_refused');
  return { rows: rows.map(([json]) => String(json)), affected: rows.length };
};

const upsertSteps = (session: Session, queries: MssqlQueries): UpsertSteps => {
  const { dialect } = session;
  return {
    dialect,
    lock: async (table, where) => {
      const [row] = lastRows(await queries.run(compileLock(dialect, table, where)));
      return Number(row?.[0]);
    },
    insert: (plan) => insertRows(session, queries, plan),
    update: async (plan) => (await written(queries, compileUpdateBatch(dialect, plan))).rows,
    read: async (of, where) =>
      (await written(queries, compileCheckedRead(dialect, of, where))).rows,
    isDuplicate: (error) => hasNumber(error, 2601, 2627),
  };
};

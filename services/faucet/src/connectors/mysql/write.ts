import { fault } from '../../faults.ts';
import type { DeletePlan, InsertPlan, UpdatePlan } from '../../query/plan.ts';
import type { TransactionSession, WriteSession, WrittenRows } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { compileDelete } from '../sql/compile-delete.ts';
import { compileInsert } from '../sql/compile-insert.ts';
import { compileSelect } from '../sql/compile-select.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import type { Doing } from '../sql/failure.ts';
import { splitInsert } from '../sql/split-insert.ts';
import { upsertByLookup, type UpsertSteps } from '../sql/upsert-by-lookup.ts';
import { writeBudget } from '../sql/write-budget.ts';
import { asFaults } from './errors.ts';
import { insertAndRead } from './insert-and-read.ts';
import { isMysqlError } from './mysql-error.ts';
import type { MysqlQueries } from './mysql.ts';
import { captureKeys, keysAfter, readBack } from './read-back.ts';
import { joinedRows, type Session } from './read.ts';

/** Writes with a transaction of their own where one statement is not enough. */
export const createWrites = (session: Session): WriteSession => {
  const direct = sessionWrites(session, session.mysql);
  const within = <T>(work: (session: WriteSession) => Promise<T>): Promise<T> =>
    retryDeadlocks(() => writeTransaction(session, work));
  return {
    insert: (plan) =>
      isOneStatement(session, plan) ? direct.insert(plan) : within((writes) => writes.insert(plan)),
    update: (plan) => within((writes) => writes.update(plan)),
    delete: direct.delete,
  };
};

const isOneStatement = ({ returning }: Session, plan: InsertPlan): boolean =>
  returning !== undefined &&
  plan.onConflict === undefined &&
  plan.check === undefined &&
  splitInsert(returning, plan).length === 1;

/** Runs `work` in one transaction; rolls back when it rejects. */
export const writeTransaction = <T>(
  session: Session,
  work: (session: TransactionSession) => Promise<T>,
): Promise<T> =>
  asFaults({ action: 'Update' }, () =>
    session.mysql.transaction((queries) => work(transactionSession(session, queries))),
  );

const attemptsMax = 3;

/** A deadlock undoes the whole transaction, so ours can be begun again. */
const retryDeadlocks = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attemptsMax || !isDeadlock(error)) throw error;
    }
  }
};

const isDeadlock = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined;
  return isMysqlError(cause) && cause.errno === 1213;
};

const transactionSession = (session: Session, queries: MysqlQueries): TransactionSession => ({
  ...sessionWrites(session, queries),
  readLocked: (plan) => {
    const { dialect, writeTimeoutMs: timeoutMs } = session;
    const { sql, params } = compileSelect(dialect, plan, 'rows');
    return asFaults({ action: 'Query', table: plan.table, timeoutMs }, async () => {
      const limits = timeoutMs === undefined ? {} : { timeoutMs };
      return joinedRows((await queries.run({ sql: `${sql} FOR UPDATE`, params }, limits)).rows);
    });
  },
});

const sessionWrites = (session: Session, queries: MysqlQueries): WriteSession => {
  const { dialect, returning, writeTimeoutMs: timeoutMs } = session;
  const commits = queries === session.mysql;
  const write = <T>(doing: Doing, work: (limited: MysqlQueries) => Promise<T>): Promise<T> => {
    const left = writeBudget(timeoutMs);
    const limited: MysqlQueries = {
      run: async (statement) => queries.run(statement, { ...left(), commits }),
    };
    return asFaults({ ...doing, timeoutMs }, () => work(limited));
  };
  return {
    insert: (plan) =>
      write({ action: 'Insert', table: plan.table }, (limited) => {
        if (plan.onConflict !== undefined) return upsert(session, limited, plan);
        if (returning === undefined) return insertAndRead(session, limited, plan);
        return insertReturning({ ...session, returning }, limited, plan);
      }),
    update: (plan) =>
      write({ action: 'Update', table: plan.table }, (limited) => update(session, limited, plan)),
    delete: (plan: DeletePlan) =>
      write(
        { action: 'Delete', table: plan.table },
        async (limited) => (await limited.run(compileDelete(dialect, plan))).affected,
      ),
  };
};

const insertReturning = async (
  { returning }: Session & { readonly returning: NonNullable<Session['returning']> },
  queries: MysqlQueries,
  plan: InsertPlan,
): Promise<WrittenRows> => {
  const rows: string[] = [];
  for (const batch of splitInsert(returning, plan)) {
    const written = await queries.run(compileInsert(returning, batch));
    for (const [json, isPermitted] of written.rows) {
      if (String(isPermitted) !== '1') throw fault('row_refused');
      rows.push(String(json));
    }
  }
  return { rows, affected: rows.length };
};

/** ON DUPLICATE KEY would fire for any unique key and change a row nobody meant. */
const upsert = async (
  session: Session,
  queries: MysqlQueries,
  plan: InsertPlan,
): Promise<WrittenRows> => {
  const { dialect } = session;
  const steps: UpsertSteps = {
    dialect,
    lock: async (table, where) => {
      const { sql, params } = compileCount(dialect, table, where);
      const { rows } = await queries.run({ sql: `${sql} FOR UPDATE`, params });
      return Number(rows[0]?.[0]);
    },
    insert: async (one) => (await insertAndRead(session, queries, one)).rows,
    update: async (one) => (await update(session, queries, one)).rows,
    read: async (of, where) =>
      readBack(session, queries, of, await captureKeys(session, queries, of.table, where)),
    isDuplicate: (error) => isMysqlError(error) && error.errno === 1062,
  };
  const rows = await upsertByLookup(steps, plan);
  return { rows, affected: rows.length };
};

/**
 * No server gives back updated rows: their keys are read and locked before, the rows read after.
 * Rows of a table without a primary key cannot be found again, so they are not answered with.
 */
const update = async (
  session: Session,
  queries: MysqlQueries,
  plan: UpdatePlan,
): Promise<WrittenRows> => {
  const { table, where, check, returning } = plan;
  const statement = compileUpdate(session.dialect, plan);
  if (table.primary_key.length === 0) {
    if (check !== undefined) {
      const feature = `row filters on "${table.name}", which has no primary key`;
      throw fault('not_supported', { driver: 'mysql', feature });
    }
    return { rows: [], affected: (await queries.run(statement)).affected };
  }
  const before = await captureKeys(session, queries, table, where);
  if (before.length === 0) return { rows: [], affected: 0 };
  await queries.run(statement);
  const written = { table, returning, ...(check !== undefined && { check }) };
  const rows = await readBack(session, queries, written, keysAfter(plan, before));
  return { rows, affected: before.length };
};

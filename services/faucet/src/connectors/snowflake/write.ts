import { fault } from '../../faults.ts';
import type { InsertPlan, UpdatePlan } from '../../query/plan.ts';
import type { Predicate } from '../../query/predicate.ts';
import type { TransactionSession, WriteSession, WrittenRows } from '../connector.ts';
import { compileDelete } from '../sql/compile-delete.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import { splitInsert } from '../sql/split-insert.ts';
import type { Written } from '../sql/upsert-by-lookup.ts';
import { compileInsertRows, compileKeys, compileReadBack } from './compile-write.ts';
import { asFaults } from './errors.ts';
import { keyedRow, type Session } from './read.ts';
import { echoOf, keyIdentity, keyOfRow, keysAfter, type RecordKey } from './record-keys.ts';
import type { SnowflakeQueries } from './snowflake.ts';

/** Each write in a transaction of its own: rows are read again before it ends. */
export const createWrites = (session: Session): WriteSession => {
  const within = <T>(work: (session: WriteSession) => Promise<T>): Promise<T> =>
    writeTransaction(session, work);
  return {
    insert: (plan) => within((writes) => writes.insert(plan)),
    update: (plan) => within((writes) => writes.update(plan)),
    delete: (plan) => sessionWrites(session, session.snowflake).delete(plan),
  };
};

/** Runs `work` in one transaction; rolls back when it rejects. */
export const writeTransaction = <T>(
  session: Session,
  work: (session: TransactionSession) => Promise<T>,
): Promise<T> =>
  asFaults({ action: 'Update' }, () =>
    session.snowflake.transaction((queries) => work(transactionSession(session, queries))),
  );

/** Snowflake locks tables and not rows, and only by changing them. */
const transactionSession = (session: Session, queries: SnowflakeQueries): TransactionSession => ({
  ...sessionWrites(session, queries),
  readLocked: () =>
    Promise.reject(fault('not_supported', { driver: 'snowflake', feature: 'If-Match' })),
});

const sessionWrites = (session: Session, queries: SnowflakeQueries): WriteSession => ({
  insert: (plan) =>
    asFaults({ action: 'Insert', table: plan.table }, () => insertRows(session, queries, plan)),
  update: (plan) =>
    asFaults({ action: 'Update', table: plan.table }, () => updateRows(session, queries, plan)),
  delete: (plan) =>
    asFaults(
      { action: 'Delete', table: plan.table },
      async () => (await queries.run(compileDelete(session.dialect, plan))).affected,
    ),
});

/**
 * Snowflake gives nothing back of an insert: rows with a known key are read again by it, others
 * are answered with what was given.
 */
const insertRows = async (
  session: Session,
  queries: SnowflakeQueries,
  plan: InsertPlan,
): Promise<WrittenRows> => {
  if (plan.onConflict !== undefined) {
    throw fault('not_supported', { driver: 'snowflake', feature: 'upsert' });
  }
  const rows: string[] = [];
  for (const batch of splitInsert(session.dialect, plan)) {
    const keys = batch.rows.map((row) => keyOfRow(batch, row));
    if (plan.check !== undefined && keys.includes(undefined)) {
      const feature = `row filters on "${plan.table.name}", whose new rows cannot be found again`;
      throw fault('not_supported', { driver: 'snowflake', feature });
    }
    await queries.run(compileInsertRows(session.dialect, batch));
    const known = keys.filter((key) => key !== undefined);
    const stored = await readBack(session, queries, plan, known);
    for (const [index, row] of batch.rows.entries()) {
      const key = keys[index];
      const json = key === undefined ? undefined : stored.get(keyIdentity(plan.table, key));
      rows.push(json ?? echoOf(batch, row));
    }
  }
  return { rows, affected: rows.length };
};

/** The keys are read before, the rows after; a table without a key answers with their number. */
const updateRows = async (
  session: Session,
  queries: SnowflakeQueries,
  plan: UpdatePlan,
): Promise<WrittenRows> => {
  const { dialect } = session;
  const { table, where, check } = plan;
  const statement = compileUpdate(dialect, plan);
  if (table.primary_key.length === 0) {
    if (check !== undefined) {
      const feature = `row filters on "${table.name}", which has no primary key`;
      throw fault('not_supported', { driver: 'snowflake', feature });
    }
    return { rows: [], affected: (await queries.run(statement)).affected };
  }
  const { rows: found } = await queries.run(compileKeys(dialect, table, where));
  const before = found.map((row) => row.map(String));
  if (before.length === 0) return { rows: [], affected: 0 };
  await queries.run(statement);
  const after = keysAfter(plan, before);
  const stored = await readBack(session, queries, plan, after);
  const rows = after.flatMap((key) => stored.get(keyIdentity(table, key)) ?? []);
  return { rows, affected: before.length };
};

/** Keys in one statement. */
const keysPerRead = 500;

/** The rows of these keys as JSON. Throws row_refused when one does not satisfy the check. */
const readBack = async (
  { dialect }: Session,
  queries: SnowflakeQueries,
  of: Written,
  keys: readonly RecordKey[],
): Promise<ReadonlyMap<string, string>> => {
  const stored = new Map<string, string>();
  for (let from = 0; from < keys.length; from += keysPerRead) {
    const where: Predicate = {
      kind: 'key',
      columns: of.table.primary_key,
      rows: keys
        .slice(from, from + keysPerRead)
        .map((key) => key.map((value) => ({ kind: 'text', value }))),
    };
    const { rows } = await queries.run(compileReadBack(dialect, of, where));
    for (const row of rows) {
      const {
        json,
        keys: [isPermitted, ...key],
      } = keyedRow(row);
      if (isPermitted !== '1') throw fault('row_refused');
      stored.set(keyIdentity(of.table, key.map(String)), json);
    }
  }
  return stored;
};

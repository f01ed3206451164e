import type { PostgresQueries } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { DeletePlan, InsertPlan, UpdatePlan } from '../../query/plan.ts';
import type { TransactionSession, WriteSession, WrittenRows } from '../connector.ts';
import { compileDelete } from '../sql/compile-delete.ts';
import { compileInsert } from '../sql/compile-insert.ts';
import { compileSelect } from '../sql/compile-select.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import type { Statement } from '../sql/dialect.ts';
import type { Doing } from '../sql/failure.ts';
import { type InsertBatch, splitInsert } from '../sql/split-insert.ts';
import { writeBudget } from '../sql/write-budget.ts';
import { asFaults } from './errors.ts';
import type { Session } from './read.ts';

/** Writes with a transaction of their own where one statement is not enough. */
export const createWrites = (session: Session): WriteSession => {
  const { postgres } = session;
  const direct = sessionWrites(session, postgres);
  const within = <T>(work: (session: WriteSession) => Promise<T>): Promise<T> =>
    writeTransaction(session, work);
  return {
    insert: (plan) =>
      insertBatches(session, plan).length === 1 && !isChecked(plan)
        ? direct.insert(plan)
        : within((writes) => writes.insert(plan)),
    update: (plan) =>
      isChecked(plan) ? within((writes) => writes.update(plan)) : direct.update(plan),
    delete: direct.delete,
  };
};

const insertBatches = ({ dialect }: Session, plan: InsertPlan): readonly InsertBatch[] =>
  splitInsert(dialect, plan).flatMap(distinctKeys);

/** Runs `work` in one transaction; rolls back when it rejects. */
export const writeTransaction = <T>(
  session: Session,
  work: (session: TransactionSession) => Promise<T>,
): Promise<T> =>
  asFaults({ action: 'Update' }, () =>
    session.postgres.transaction((transaction) => work(transactionSession(session, transaction))),
  );

const isChecked = (plan: InsertPlan | UpdatePlan): boolean =>
  plan.check !== undefined || ('onConflict' in plan && plan.onConflict?.check !== undefined);

const transactionSession = (session: Session, queries: PostgresQueries): TransactionSession => ({
  ...sessionWrites(session, queries),
  readLocked: (plan) => {
    const { dialect, prepare, writeTimeoutMs: timeoutMs } = session;
    const { sql, params } = compileSelect(dialect, plan, 'rows');
    return asFaults({ action: 'Query', table: plan.table, timeoutMs }, async () => {
      const options = { raw: true, prepare, ...(timeoutMs !== undefined && { timeoutMs }) };
      const rows = await queries.rows<WrittenRow>(`${sql} FOR UPDATE`, params, options);
      return { json: rows.map(({ json }) => json).join(','), count: rows.length };
    });
  },
});

/** Writes on the pool or inside a transaction, one statement each where that is possible. */
const sessionWrites = (session: Session, queries: PostgresQueries): WriteSession => {
  const { dialect, prepare, writeTimeoutMs: timeoutMs } = session;
  const run = async (
    { sql, params }: Statement,
    doing: Doing,
    left = writeBudget(timeoutMs),
  ): Promise<WrittenRows> => {
    const { rows, count } = await asFaults({ ...doing, timeoutMs }, async () =>
      queries.query<WrittenRow>(sql, params, { raw: true, prepare, ...left() }),
    );
    // A check that is unknown is not satisfied either.
    if (rows.some((row) => row.ok === '0')) throw fault('row_refused');
    return { rows: rows.map((row) => row.json), affected: count };
  };
  return {
    insert: async (plan) => {
      const rows: string[] = [];
      let affected = 0;
      const left = writeBudget(timeoutMs);
      for (const batch of insertBatches(session, plan)) {
        const written = await run(compileInsert(dialect, batch), doing('Insert', plan), left);
        refuseUntouched(batch, written.affected);
        rows.push(...written.rows);
        affected += written.affected;
      }
      return { rows, affected };
    },
    update: (plan: UpdatePlan) => run(compileUpdate(dialect, plan), doing('Update', plan)),
    delete: async (plan: DeletePlan) =>
      (await run(compileDelete(dialect, plan), doing('Delete', plan))).affected,
  };
};

interface WrittenRow {
  readonly json: string;
  readonly ok?: string;
}

const doing = (
  action: Doing['action'],
  { table }: InsertPlan | UpdatePlan | DeletePlan,
): Doing => ({
  action,
  table,
});

/** An upsert passes over existing rows outside its check; then nothing of it may stay. */
const refuseUntouched = ({ onConflict, rows }: InsertBatch, affected: number): void => {
  const mustTouchAll = onConflict?.action === 'update' && onConflict.check !== undefined;
  if (mustTouchAll && affected < rows.length) throw fault('row_refused');
};

/**
 * PostgreSQL refuses to update a row twice in one statement, so rows of an upsert that repeat a
 * key go into statements of their own.
 */
const distinctKeys = (batch: InsertBatch): readonly InsertBatch[] => {
  const { onConflict, columns, rows } = batch;
  if (onConflict?.action !== 'update' || rows.length === 1) return [batch];
  const places = onConflict.columns.map((name) => columns.findIndex((one) => one.name === name));
  const groups: { readonly seen: Set<string>; readonly rows: InsertBatch['rows'][number][] }[] = [];
  for (const row of rows) {
    const key = JSON.stringify(places.map((place) => row[place]));
    const last = groups.at(-1);
    if (last === undefined || last.seen.has(key))
      groups.push({ seen: new Set([key]), rows: [row] });
    else {
      last.seen.add(key);
      last.rows.push(row);
    }
  }
  return groups.map((group) => ({ ...batch, rows: group.rows }));
};

import type { SqliteDatabase } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { DeletePlan, InsertPlan, UpdatePlan } from '../../query/plan.ts';
import type { WriteSession, WrittenRows } from '../connector.ts';
import { compileDelete } from '../sql/compile-delete.ts';
import { compileInsert } from '../sql/compile-insert.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import type { Dialect } from '../sql/dialect.ts';
import { splitInsert } from '../sql/split-insert.ts';
import { sqliteDialect } from './dialect.ts';
import type { Action } from './errors.ts';
import type { JobResult, WriteJob, WriteStep } from './job.ts';
import type { TableFacts } from './table-facts.ts';

/** A write compiled for its table. */
export interface CompiledWrite {
  readonly job: WriteJob;
  readonly action: Action;
}

/** The SQL of an insert: a statement for each row. */
export const compileInsertJob = (facts: TableFacts, plan: InsertPlan): CompiledWrite => {
  const dialect = dialectOf(facts, plan);
  const { onConflict, check } = plan;
  const guard = onConflict?.action === 'update' && onConflict.check !== undefined;
  const steps = splitInsert(dialect, plan).map((batch): WriteStep => ({
    statement: compileInsert(dialect, batch),
    returning: true,
    // An upsert that may not touch the existing row answers with no row at all.
    rowsMin: guard ? batch.rows.length : 0,
    checked: guard || check !== undefined,
  }));
  return { job: { kind: 'write', steps }, action: 'Insert' };
};

/** The SQL of an update. */
export const compileUpdateJob = (facts: TableFacts, plan: UpdatePlan): CompiledWrite => {
  const statement = compileUpdate(dialectOf(facts, plan), plan);
  const checked = plan.check !== undefined;
  const step = { statement, returning: true, rowsMin: 0, checked };
  return { job: { kind: 'write', steps: [step] }, action: 'Update' };
};

/** The SQL of a delete. */
export const compileDeleteJob = (facts: TableFacts, plan: DeletePlan): CompiledWrite => {
  const statement = compileDelete(dialectOf(facts, plan), plan);
  const step = { statement, returning: false, rowsMin: 0, checked: false };
  return { job: { kind: 'write', steps: [step] }, action: 'Delete' };
};

const dialectOf = (facts: TableFacts, { table }: Pick<DeletePlan, 'table'>): Dialect =>
  sqliteDialect({ ...facts.dialectOptions(table), safe: true });

/** Runs compiled writes somewhere. */
export type RunWrite = (
  write: CompiledWrite,
  plan: InsertPlan | UpdatePlan | DeletePlan,
) => Promise<JobResult>;

/** Writing by plans, wherever the compiled statements run. */
export const createWriter = (facts: TableFacts, run: RunWrite): WriteSession => ({
  insert: async (plan) => written(await run(compileInsertJob(facts, plan), plan)),
  update: async (plan) => written(await run(compileUpdateJob(facts, plan), plan)),
  delete: async (plan) => (await run(compileDeleteJob(facts, plan), plan)).affected ?? 0,
});

const written = ({ rows = [], affected = 0, refused }: JobResult): WrittenRows => {
  if (refused === true) throw fault('row_refused');
  return { rows, affected };
};

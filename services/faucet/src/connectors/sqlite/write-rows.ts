import { fault } from '../../faults.ts';
import {
  type DeletePlan,
  type InsertPlan,
  type SelectPlan,
  type UpdatePlan,
  useDefault,
} from '../../query/plan.ts';
import type { TransactionSession, WriteSession, WrittenRows } from '../connector.ts';
import { bindParameters } from '../sql/bind-parameters.ts';
import { compileDelete } from '../sql/compile-delete.ts';
import { compileInsert } from '../sql/compile-insert.ts';
import { compileSelect } from '../sql/compile-select.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import type { Dialect, Statement } from '../sql/dialect.ts';
import { type InsertBatch, splitInsert } from '../sql/split-insert.ts';
import type { Action } from './errors.ts';
import type { Job, JobResult, WriteJob, WriteStep } from './job.ts';
import type { TableFacts } from './table-facts.ts';

/** A write compiled for its table. */
export interface CompiledWrite {
  readonly job: WriteJob;
  readonly action: Action;
}

/** The SQL of an insert: a statement for each row. */
export const compileInsertJob = (facts: TableFacts, plan: InsertPlan): CompiledWrite => {
  const dialect = facts.dialect(plan.table);
  const { onConflict, check } = plan;
  const guard = onConflict?.action === 'update' && onConflict.check !== undefined;
  const steps = splitInsert(dialect, plan).map((batch): WriteStep => ({
    statement: insertStatement(dialect, batch),
    returning: true,
    // An upsert that may not touch the existing row answers with no row at all.
    rowsMin: guard ? batch.rows.length : 0,
    checked: guard || check !== undefined,
  }));
  return { job: { kind: 'write', steps }, action: 'Insert' };
};

/**
 * Inserting one row after the other is the same SQL with other values, and writing that SQL takes
 * longer than running it. With neither a check nor an upsert the cells are all its parameters.
 */
const insertStatement = (dialect: Dialect, batch: InsertBatch): Statement => {
  const [row] = batch.rows;
  const isPlain = batch.onConflict === undefined && batch.check === undefined;
  if (!isPlain || row === undefined) return compileInsert(dialect, batch);
  const names = [...batch.columns, ...batch.returning].map(({ name }) => name);
  const key = `${batch.columns.length} ${names.join('\0')}`;
  const texts = insertTexts.get(dialect) ?? new Map<string, string>();
  const known = texts.get(key);
  if (known === undefined) {
    const statement = compileInsert(dialect, batch);
    if (texts.size < insertTextsMax) insertTexts.set(dialect, texts.set(key, statement.sql));
    return statement;
  }
  const { bind, statement } = bindParameters(dialect);
  for (const [index, column] of batch.columns.entries()) {
    const cell = row[index];
    if (cell !== undefined && cell !== useDefault) dialect.cell(cell, column, bind);
  }
  return statement(known);
};

const insertTexts = new WeakMap<Dialect, Map<string, string>>();
const insertTextsMax = 200;

/** The SQL of an update. */
export const compileUpdateJob = (facts: TableFacts, plan: UpdatePlan): CompiledWrite => {
  const statement = compileUpdate(facts.dialect(plan.table), plan);
  const checked = plan.check !== undefined;
  const step = { statement, returning: true, rowsMin: 0, checked };
  return { job: { kind: 'write', steps: [step] }, action: 'Update' };
};

/** The SQL of a delete. */
export const compileDeleteJob = (facts: TableFacts, plan: DeletePlan): CompiledWrite => {
  const statement = compileDelete(facts.dialect(plan.table), plan);
  const step = { statement, returning: false, rowsMin: 0, checked: false };
  return { job: { kind: 'write', steps: [step] }, action: 'Delete' };
};

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

/** Writing inside a transaction; from its begin on there is no other writer to lock rows against. */
export const createTransactionSession = (
  facts: TableFacts,
  run: (job: Job, action: Action) => Promise<JobResult>,
): TransactionSession => ({
  ...createWriter(facts, ({ job, action }) => run(job, action)),
  readLocked: async (plan: SelectPlan) => {
    const statement = compileSelect(facts.dialect(plan.table), plan, 'joined');
    const { json = '', count = 0 } = await run({ kind: 'joined', statement }, 'Query');
    return { json, count };
  },
});

const written = ({ rows = [], affected = 0, refused }: JobResult): WrittenRows => {
  if (refused === true) throw fault('row_refused');
  return { rows, affected };
};

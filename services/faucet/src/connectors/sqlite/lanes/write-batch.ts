import { sqliteErrorCode, type SqliteDatabase } from '@aquifer/sqlite';
import type { Action } from '../errors.ts';
import type { JobResult, WriteJob } from '../job.ts';
import { RowRefused, runSteps } from '../run-job.ts';
import type { Pace } from './pace.ts';

/** A write and the name under which the time it takes is kept. */
export interface BatchedWrite {
  readonly job: WriteJob;
  readonly action: Action;
  readonly paceKey: string;
}

/** How one write of a batch went. */
export type Outcome = { readonly result: JobResult } | { readonly error: unknown };

/** How a shared transaction ended. `outcomes` belong to the first writes of the batch. */
export type BatchEnd =
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  /** Another writer is at it; nothing happened, or nothing of it is left. */
  | { readonly kind: 'busy' }
  /** The transaction cannot begin at all. */
  | { readonly kind: 'unopened'; readonly error: unknown }
  /** The last of them ended the transaction and undid those before it, as RAISE(ROLLBACK) does. */
  | { readonly kind: 'undone'; readonly outcomes: readonly Outcome[] }
  /** The commit failed, as a deferred foreign key makes it do; all were undone. */
  | { readonly kind: 'uncommitted'; readonly count: number; readonly error: unknown };

/**
 * Milliseconds a shared transaction may hold the thread before the rest waits for the next turn of
 * the event loop.
 */
const sliceMs = 5;

/** Runs writes in one transaction, as many as fit in a slice of time, at least one. */
export const runBatch = (
  writer: SqliteDatabase,
  batch: readonly BatchedWrite[],
  pace: Pace,
): BatchEnd => {
  try {
    writer.run('BEGIN IMMEDIATE');
  } catch (error) {
    return sqliteErrorCode(error) === 'busy' ? { kind: 'busy' } : { kind: 'unopened', error };
  }
  const outcomes = attemptAll(writer, batch, pace);
  if (!writer.inTransaction) return { kind: 'undone', outcomes };
  try {
    writer.run('COMMIT');
    return { kind: 'committed', outcomes };
  } catch (error) {
    if (writer.inTransaction) writer.run('ROLLBACK');
    // Outside WAL, readers can stand in the way of a commit.
    if (sqliteErrorCode(error) === 'busy') return { kind: 'busy' };
    return { kind: 'uncommitted', count: outcomes.length, error };
  }
};

const attemptAll = (
  writer: SqliteDatabase,
  batch: readonly BatchedWrite[],
  pace: Pace,
): readonly Outcome[] => {
  const sliceEnd = performance.now() + sliceMs;
  const outcomes: Outcome[] = [];
  for (const { job, paceKey } of batch) {
    const started = pace.begin(paceKey);
    outcomes.push(attempt(writer, job));
    pace.end(paceKey, started);
    if (!writer.inTransaction || performance.now() > sliceEnd) break;
  }
  return outcomes;
};

/** One write among others. A single unchecked statement is undone by SQLite itself when it fails. */
const attempt = (writer: SqliteDatabase, job: WriteJob): Outcome => {
  const isBare = job.steps.length === 1 && job.steps[0]?.checked === false;
  try {
    const run = (): JobResult => runSteps(writer, job);
    return { result: isBare ? run() : writer.transaction(run) };
  } catch (error) {
    return error instanceof RowRefused ? { result: { refused: true } } : { error };
  }
};

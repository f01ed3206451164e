import { setTimeout as delay } from 'node:timers/promises';
import { sqliteErrorCode, type SqliteDatabase } from '@aquifer/sqlite';
import { fault } from '../../../faults.ts';
import { type Action, errorFault } from '../errors.ts';
import type { JobResult, WriteJob } from '../job.ts';
import { RowRefused, runSteps } from '../run-job.ts';
import type { Pace } from './pace.ts';

/** Small writes on the calling thread: see `createWriteQueue`. */
export interface WriteQueue {
  /** `paceKey` is the name under which the time it takes is kept. */
  write(job: WriteJob, action: Action, paceKey?: string): Promise<JobResult>;
  /** Runs `work` in a transaction nobody else takes part in. For databases with one connection. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

interface Pending {
  readonly job: WriteJob;
  readonly action: Action;
  readonly paceKey: string;
  readonly deadline: number;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
  /** Set after a shared transaction failed as a whole. */
  alone: boolean;
}

type Outcome = { readonly result: JobResult } | { readonly error: unknown };

/**
 * Milliseconds a shared transaction may hold the thread before the rest waits for the next turn of
 * the event loop.
 */
const sliceMs = 5;

/**
 * Writes that arrive in one turn of the event loop share one transaction: 32 clients inserting
 * single rows get 2 to 3 times as many through, because begin, commit and the journal are paid
 * once. Each answer still waits for the commit, so durability is what `synchronous` says. A write
 * that fails takes none of its neighbours with it.
 *
 * When another process holds the write lock nothing blocks: the queue tries again after a moment,
 * until `busyTimeoutMs` has passed for a write, which then fails with database_busy.
 */
export const createWriteQueue = (
  writer: SqliteDatabase,
  busyTimeoutMs: number,
  pace: Pace,
): WriteQueue => {
  let queue: Pending[] = [];
  let isScheduled = false;
  let isHeld = false;
  let waiting: (() => void)[] = [];

  const schedule = (): void => {
    if (isScheduled || isHeld || queue.length === 0) return;
    isScheduled = true;
    setImmediate(flush);
  };
  const flush = (): void => {
    isScheduled = false;
    if (isHeld) return;
    const now = performance.now();
    queue = queue.filter((pending) => !isExpired(pending, now));
    if (queue.length > 0) runBatch();
    if (queue.length === 0) wake();
    schedule();
  };
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const retryLater = (): void => {
    isScheduled = true;
    // Random, so that several processes do not meet again each time.
    setTimeout(flush, 1 + Math.random() * 8);
  };
  const runBatch = (): void => {
    if (!tryBegin(queue, retryLater)) return;
    const end = queue[0]?.alone === true ? 1 : queue.findIndex((pending) => pending.alone);
    const batch = queue.slice(0, end === -1 ? undefined : end);
    const outcomes = runAll(batch);
    queue = queue.slice(outcomes.length);
    const done = batch.slice(0, outcomes.length);
    if (!writer.inTransaction) {
      // One of them rolled everything back, as RAISE(ROLLBACK) in a trigger does.
      settleAlone(done, outcomes);
      return;
    }
    const failure = tryCommit();
    if (failure === undefined) settle(done, outcomes);
    else if (sqliteErrorCode(failure) === 'busy') {
      queue.unshift(...done);
      retryLater();
    } else if (done.length > 1) retryAlone(done);
    else done[0]?.reject(errorFault(failure, done[0].action));
  };
  const tryBegin = (pendings: readonly Pending[], busy: () => void): boolean => {
    try {
      writer.run('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (sqliteErrorCode(error) === 'busy') busy();
      else {
        queue = [];
        for (const { reject, action } of pendings) reject(errorFault(error, action));
      }
      return false;
    }
  };
  const runAll = (batch: readonly Pending[]): Outcome[] => {
    const end = performance.now() + sliceMs;
    const outcomes: Outcome[] = [];
    for (const { job, paceKey } of batch) {
      const started = pace.begin(paceKey);
      outcomes.push(attempt(writer, job));
      pace.end(paceKey, started);
      if (!writer.inTransaction || performance.now() > end) break;
    }
    return outcomes;
  };
  const tryCommit = (): unknown => {
    try {
      writer.run('COMMIT');
      return undefined;
    } catch (error) {
      // A deferred foreign key, or readers in the way outside WAL.
      if (writer.inTransaction) writer.run('ROLLBACK');
      return error;
    }
  };
  /** The last one ended the transaction; those before it were undone and run again by themselves. */
  const settleAlone = (done: readonly Pending[], outcomes: readonly Outcome[]): void => {
    const last = done.length - 1;
    settle(done.slice(last), outcomes.slice(last));
    retryAlone(done.slice(0, last));
  };
  const retryAlone = (pendings: readonly Pending[]): void => {
    for (const pending of pendings) pending.alone = true;
    queue.unshift(...pendings);
  };
  return {
    write: (job, action, paceKey = 'write') =>
      new Promise((resolve, reject) => {
        const deadline = performance.now() + busyTimeoutMs;
        queue.push({ job, action, paceKey, deadline, resolve, reject, alone: false });
        schedule();
      }),
    exclusive: async (work) => {
      while (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      isHeld = true;
      try {
        await beginPatiently(writer, busyTimeoutMs);
        return await inTransaction(writer, work);
      } finally {
        isHeld = false;
        wake();
        schedule();
      }
    },
    drained: async () => {
      while (isHeld || queue.length > 0) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
};

const settle = (pendings: readonly Pending[], outcomes: readonly Outcome[]): void => {
  pendings.forEach(({ resolve, reject, action }, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) return;
    if ('result' in outcome) resolve(outcome.result);
    else reject(errorFault(outcome.error, action));
  });
};

const isExpired = ({ deadline, action, reject }: Pending, now: number): boolean => {
  if (now < deadline) return false;
  reject(fault('database_busy', { action }));
  return true;
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

const beginPatiently = async (writer: SqliteDatabase, busyTimeoutMs: number): Promise<void> => {
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      writer.run('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (sqliteErrorCode(error) !== 'busy' || performance.now() > deadline) throw error;
      await delay(1 + Math.random() * 8);
    }
  }
};

const inTransaction = async <T>(writer: SqliteDatabase, work: () => Promise<T>): Promise<T> => {
  try {
    const result = await work();
    writer.run('COMMIT');
    return result;
  } catch (error) {
    if (writer.inTransaction) writer.run('ROLLBACK');
    throw error;
  }
};

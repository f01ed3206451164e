import type { RunOptions } from '../../connector.ts';
import { createStreams } from '../../streams/create-streams.ts';
import type { Action } from '../errors.ts';
import { failureFault } from '../errors.ts';
import type { Job, JobResult, ReadJob } from '../job.ts';
import type { ProcessLimits } from './kept-processes.ts';
import { createProcessPool, type ProcessPool } from './process-pool.ts';
import { JobFailed, type SlowProcess } from './slow-process.ts';
import { watchLimits } from './watch-limits.ts';

/** Work that may take long, in processes of its own: see `openSlowLane`. */
export interface SlowLane {
  run(job: Job, action: Action, run?: RunOptions): Promise<JobResult>;
  /** Chunks of lines; leaving the loop early interrupts the statement. `timeoutMs` is for each chunk. */
  stream(job: ReadJob, run?: RunOptions): AsyncGenerator<string, void, undefined>;
  /**
   * Several jobs in one transaction, on one process; rolled back when `work` rejects, or when a job
   * takes longer than its `timeoutMs`.
   */
  transaction<T>(work: (runIn: RunIn) => Promise<T>): Promise<T>;
  /** Lets running jobs finish, then ends every process. */
  close(): Promise<void>;
}

/** Runs a job in the open transaction. */
export type RunIn = (job: Job, action: Action, run?: RunOptions) => Promise<JobResult>;

/**
 * SQLite's driver works on the thread that calls it and nothing stops it from there. So whatever
 * could take long runs in child processes, made when needed: the server's thread stays free, and
 * killing the process really ends a statement at its timeout or when the caller has gone. Write
 * transactions that die with it are rolled back by the journal.
 */
export const openSlowLane = (limits: ProcessLimits): SlowLane => {
  const pool = createProcessPool(limits);
  const streams = createStreams(limits.processesMax);
  return {
    run: (job, action, run = {}) =>
      pool.use(run, action, async (process) => finish(process, job, action)),
    stream: (job, run) => streams.open((own) => stream(pool, job, own), run),
    transaction: (work) => pool.use({}, 'Query', (process) => inTransaction(process, work)),
    close: () => pool.close(),
  };
};

const finish = async (process: SlowProcess, job: Job, action: Action): Promise<JobResult> => {
  try {
    const answer = process.answer(job);
    let json = '';
    for (;;) {
      const { done, value } = await answer.next();
      if (done === true) return { json, ...value };
      json += value;
    }
  } catch (error) {
    throw error instanceof JobFailed ? failureFault(error.failure, action) : error;
  }
};

const inTransaction = async <T>(
  process: SlowProcess,
  work: (runIn: RunIn) => Promise<T>,
): Promise<T> => {
  const runIn: RunIn = async (job, action, run = {}) => {
    const limit = watchLimits(run, action);
    limit.onStop(() => process.kill());
    try {
      return await finish(process, job, action);
    } catch (error) {
      throw limit.stopped() ?? error;
    } finally {
      limit.end();
    }
  };
  await runIn({ kind: 'begin' }, 'Query');
  try {
    const result = await work(runIn);
    await runIn({ kind: 'commit' }, 'Query');
    return result;
  } catch (error) {
    // A process that is gone has taken its transaction with it, and some errors end it.
    await runIn({ kind: 'rollback' }, 'Query').catch(() => undefined);
    throw error;
  }
};

const stream = async function* (
  pool: ProcessPool,
  job: ReadJob,
  run: RunOptions,
): AsyncGenerator<string, void, undefined> {
  const lent = await pool.lend(run, 'Query');
  let isDone = false;
  try {
    yield* lent.process.answer(job);
    isDone = true;
  } catch (error) {
    if (error instanceof JobFailed) {
      isDone = true;
      throw failureFault(error.failure, 'Query');
    }
    throw lent.explain(error);
  } finally {
    // A reader who left early leaves a process in the middle of its rows.
    if (!isDone) lent.process.kill();
    lent.giveBack();
  }
};

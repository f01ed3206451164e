import { fault } from '../../../faults.ts';
import type { RunOptions } from '../../connector.ts';
import { connectionsBusy } from '../../sql/failure.ts';
import type { Action } from '../errors.ts';
import { keepProcesses, type ProcessLimits } from './kept-processes.ts';
import { ProcessGone, type SlowProcess } from './slow-process.ts';
import { createWaitingRoom } from './waiting-room.ts';
import { type Limits, watchLimits } from './watch-limits.ts';

/** A process in the hands of one job. */
export interface Lent {
  readonly process: SlowProcess;
  /** Why the process went away: the timeout, the caller, or something unforeseen. */
  explain(error: unknown): unknown;
  giveBack(): void;
}

/** Lends processes to jobs: see `createProcessPool`. */
export interface ProcessPool {
  /** Rejects with connections_busy, query_timeout or the caller's reason when the wait is too long. */
  lend(run: RunOptions, action: Action): Promise<Lent>;
  use<T>(run: RunOptions, action: Action, work: (process: SlowProcess) => Promise<T>): Promise<T>;
  /** Lets jobs finish that have a process; those that wait for one are refused. */
  close(): Promise<void>;
}

/** Longer than other databases let one wait for a connection: whatever runs here is known to be slow. */
const waitDefaultMs = 20_000;

/**
 * Lends each job a process of its own, for as long as its timeout and its caller allow; then the
 * process is killed. Time spent waiting for a process counts, and has an end of its own.
 */
export const createProcessPool = (limits: ProcessLimits): ProcessPool => {
  const { waitMs = waitDefaultMs } = limits;
  const room = createWaitingRoom();
  const processes = keepProcesses(limits, () => room.wakeNext());
  let isClosed = false;

  const take = async (limit: Limits, action: Action): Promise<SlowProcess> => {
    const deadline = performance.now() + waitMs;
    for (let isLate = false; ; isLate = performance.now() >= deadline) {
      const stopped = limit.stopped();
      if (stopped !== undefined) {
        // Perhaps there was room for it, just too late: then there is for the next.
        room.wakeNext();
        throw stopped;
      }
      if (isClosed) throw fault('database_unavailable', { action });
      const process = processes.take();
      if (process !== undefined) return process;
      if (isLate) throw connectionsBusy(action);
      await room.wait(limit, deadline);
    }
  };
  const lend = async (run: RunOptions, action: Action): Promise<Lent> => {
    const limit = watchLimits(run, action);
    try {
      const process = await take(limit, action);
      limit.onStop(() => process.kill());
      return {
        process,
        explain: (error) => limit.stopped() ?? explainGone(error, action),
        giveBack: () => {
          limit.end();
          processes.keep(process);
        },
      };
    } catch (error) {
      limit.end();
      throw error;
    }
  };
  return {
    lend,
    use: async (run, action, work) => {
      const lent = await lend(run, action);
      try {
        return await work(lent.process);
      } catch (error) {
        throw lent.explain(error);
      } finally {
        lent.giveBack();
      }
    },
    close: async () => {
      isClosed = true;
      room.wakeAll();
      await processes.close();
    },
  };
};

/** A process that ended by itself was killed by the system, or has a fault of its own. */
const explainGone = (error: unknown, action: Action): unknown =>
  error instanceof ProcessGone ? fault('database_error', { action }, { cause: error }) : error;

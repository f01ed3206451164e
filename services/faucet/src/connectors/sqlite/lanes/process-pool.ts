import { fault } from '../../../faults.ts';
import type { RunOptions } from '../../connector.ts';
import type { Action } from '../errors.ts';
import { ProcessGone, type SlowProcess, startSlowProcess } from './slow-process.ts';
import { watchLimits } from './watch-limits.ts';

/** How many processes there may be, and for how long. */
export interface ProcessPoolOptions {
  readonly dsn: string;
  /** Processes at once; further jobs wait. */
  readonly processesMax: number;
  /** A process without work ends after this time. */
  readonly idleMs: number;
}

/** A process in the hands of one job. */
export interface Lent {
  readonly process: SlowProcess;
  /** Why the process went away: the timeout, the caller, or something unforeseen. */
  explain(error: unknown): unknown;
  giveBack(): void;
}

/** Processes made when needed and kept while they are: see `createProcessPool`. */
export interface ProcessPool {
  lend(run: RunOptions, action: Action): Promise<Lent>;
  use<T>(run: RunOptions, action: Action, work: (process: SlowProcess) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export const createProcessPool = ({
  dsn,
  processesMax,
  idleMs,
}: ProcessPoolOptions): ProcessPool => {
  const idle = new Map<SlowProcess, NodeJS.Timeout>();
  const all = new Set<SlowProcess>();
  const waiting = new Set<() => void>();
  let isClosed = false;

  const forget = (process: SlowProcess): void => {
    clearTimeout(idle.get(process));
    idle.delete(process);
    all.delete(process);
    wakeOne();
  };
  const wakeOne = (): void => {
    const [wake] = waiting;
    if (wake === undefined) return;
    waiting.delete(wake);
    wake();
  };
  const start = (): SlowProcess => {
    const process = startSlowProcess(dsn);
    all.add(process);
    void process.gone.then(() => forget(process));
    return process;
  };
  const take = (): SlowProcess | undefined => {
    for (const [process, timer] of idle) {
      clearTimeout(timer);
      idle.delete(process);
      if (process.isAlive) return process;
    }
    return all.size < processesMax ? start() : undefined;
  };
  const keep = (process: SlowProcess): void => {
    if (!process.isAlive || isClosed) {
      process.kill();
      return;
    }
    idle.set(process, setTimeout(() => process.kill(), idleMs).unref());
    wakeOne();
  };
  const lend = async (run: RunOptions, action: Action): Promise<Lent> => {
    const limit = watchLimits(run, action);
    try {
      for (;;) {
        limit.check();
        if (isClosed) throw fault('database_unavailable', { action });
        const process = take();
        if (process !== undefined) {
          limit.onStop(() => process.kill());
          return {
            process,
            explain: (error) =>
              limit.stopped() ??
              (error instanceof ProcessGone
                ? fault('database_error', { action }, { cause: error })
                : error),
            giveBack: () => {
              limit.end();
              keep(process);
            },
          };
        }
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          limit.onStop(() => {
            waiting.delete(resolve);
            resolve();
          });
        });
      }
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
      for (const process of idle.keys()) process.kill();
      for (const wake of waiting) wake();
      waiting.clear();
      await Promise.all([...all].map((process) => process.gone));
    },
  };
};

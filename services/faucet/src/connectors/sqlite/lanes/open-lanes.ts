import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseSqliteDsn, sqliteErrorCode } from '@aquifer/sqlite';
import { busyTimeoutMs, openConnections } from '../open-connections.ts';
import type { Connections } from '../run-job.ts';
import { createInlineLane } from './inline-lane.ts';
import { createPace, type Pace } from './pace.ts';
import { createReadQueue, type ReadQueue } from './read-queue.ts';
import { openSlowLane, type SlowLane } from './slow-lane.ts';
import { createWriteQueue, type WriteQueue } from './write-queue.ts';

/** Where work on one database runs. */
export interface Lanes {
  /** For statements known to be cheap, on this thread. */
  readonly fast: Connections;
  readonly reads: ReadQueue;
  readonly writes: WriteQueue;
  readonly pace: Pace;
  /** For everything else. */
  readonly slow: SlowLane;
  /** Repeats `work` while the database is locked, without blocking; then throws SQLite's error. */
  patiently<T>(work: () => T): Promise<T>;
  close(): Promise<void>;
}

/**
 * Enough to keep a machine busy with scans while streams wait for their readers; each costs some
 * 40 MB while it lives.
 */
const processesMax = Math.max(3, Math.min(4, availableParallelism()));
/** A stream and a statement never wait for each other, however few connections there may be. */
const processesMin = 2;
const idleMs = 30_000;

/** Opens the database of `dsn`. Rejects with SqliteDsnError, SqliteOpenError or SQLite's errors. */
export const openLanes = async (dsn: string, connectionsMax: number): Promise<Lanes> => {
  const waitMs = busyTimeoutMs(dsn);
  const patiently = <T>(work: () => T): Promise<T> => repeatWhileBusy(work, waitMs);
  const fast = await patiently(() => openConnections(dsn, 'fast'));
  const pace = createPace();
  const writes = createWriteQueue(fast.writer, waitMs, pace);
  const isMemory = parseSqliteDsn(dsn).path === ':memory:';
  const processes = Math.max(processesMin, Math.min(processesMax, connectionsMax || processesMax));
  const slow = isMemory
    ? createInlineLane(fast, writes)
    : openSlowLane({ dsn, processesMax: processes, idleMs });
  const reads = createReadQueue();
  return {
    fast,
    reads,
    writes,
    pace,
    slow,
    patiently,
    close: async () => {
      await Promise.all([reads.drained(), writes.drained(), slow.close()]);
      fast.reader.close();
      fast.writer.close();
    },
  };
};

const repeatWhileBusy = async <T>(work: () => T, waitMs: number): Promise<T> => {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (sqliteErrorCode(error) !== 'busy' || performance.now() >= deadline) throw error;
      await delay(1 + Math.random() * 8);
    }
  }
};

import { type SlowProcess, startSlowProcess } from './slow-process.ts';

/** How many processes there may be, and for how long. */
export interface ProcessLimits {
  readonly dsn: string;
  /** Processes at once; further jobs wait. */
  readonly processesMax: number;
  /** A process without work ends after this time. */
  readonly idleMs: number;
  /** How long a job waits for a process while all are at work; default 20 s. */
  readonly waitMs?: number;
}

/** The processes there are: see `keepProcesses`. */
export interface KeptProcesses {
  /** One without work, a new one, or none when there are enough. */
  take(): SlowProcess | undefined;
  /** Gives one back. */
  keep(process: SlowProcess): void;
  /** Ends them all, those at work when they are given back. */
  close(): Promise<void>;
}

/** Starts processes when they are needed and keeps those that are; `onRoom` tells when one is free. */
export const keepProcesses = (limits: ProcessLimits, onRoom: () => void): KeptProcesses => {
  const { dsn, processesMax, idleMs } = limits;
  const idle = new Map<SlowProcess, NodeJS.Timeout>();
  const all = new Set<SlowProcess>();
  let isClosed = false;

  const forget = (process: SlowProcess): void => {
    clearTimeout(idle.get(process));
    idle.delete(process);
    all.delete(process);
    onRoom();
  };
  const start = (): SlowProcess => {
    const process = startSlowProcess(dsn);
    all.add(process);
    void process.gone.then(() => forget(process));
    return process;
  };
  return {
    take: () => {
      for (const [process, timer] of idle) {
        clearTimeout(timer);
        idle.delete(process);
        if (process.isAlive) return process;
      }
      return all.size < processesMax ? start() : undefined;
    },
    keep: (process) => {
      if (!process.isAlive || isClosed) {
        process.kill();
        return;
      }
      idle.set(process, setTimeout(() => process.kill(), idleMs).unref());
      onRoom();
    },
    close: async () => {
      isClosed = true;
      for (const process of idle.keys()) process.kill();
      await Promise.all([...all].map((process) => process.gone));
    },
  };
};

import { readFileSync } from 'node:fs';

/** Milliseconds of processor time used so far. */
export type ProcessorClock = () => number;

/** Nanoseconds on a processor, of the thread that reads it: proc(5) of Linux. */
const threadFile = '/proc/thread-self/schedstat';

/**
 * A clock of the processor time of the calling thread, or of the whole process where the system does
 * not tell. The process's clock blames a statement for what other threads do beside it: right after
 * the start, and on a busy machine, compiling and collecting garbage take more than a small read.
 */
export const createThreadClock = (read: () => string = readThreadFile): ProcessorClock =>
  isTold(read) ? () => threadMs(read()) : processMs;

const isTold = (read: () => string): boolean => {
  try {
    return threadMs(read()) > 0;
  } catch {
    return false;
  }
};

const threadMs = (text: string): number => Number(text.split(' ', 1)[0]) / 1e6;

const readThreadFile = (): string => {
  // Linux books a running thread's time with each tick, and at once when it is asked for the process's.
  process.cpuUsage();
  return readFileSync(threadFile, 'latin1');
};

const processMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

import type { Action } from '../errors.ts';
import { errorFault } from '../errors.ts';
import type { Job, JobResult, ReadJob } from '../job.ts';
import { type Connections, runJob, streamRows } from '../run-job.ts';
import type { SlowLane } from './slow-lane.ts';
import type { WriteQueue } from './write-queue.ts';

/**
 * The slow lane of a ':memory:' database, which no other process can see: everything runs on the
 * calling thread and nothing can be interrupted. For trying out and for tests.
 */
export const createInlineLane = (connections: Connections, queue: WriteQueue): SlowLane => {
  const run = async (job: Job, action: Action): Promise<JobResult> => {
    try {
      if (job.kind === 'write') return await queue.write(job, action);
      return job.kind === 'raw' && !job.write
        ? readOnly(connections, () => runJob(connections, job))
        : runJob(connections, job);
    } catch (error) {
      throw errorFault(error, action);
    }
  };
  return {
    run,
    stream: (job) => streamLines(connections, job),
    transaction: (work) =>
      queue.exclusive(() =>
        work(async (job, action) => {
          try {
            return runJob(connections, job);
          } catch (error) {
            throw errorFault(error, action);
          }
        }),
      ),
    close: async () => undefined,
  };
};

const streamLines = async function* (
  { reader }: Connections,
  job: ReadJob,
): AsyncGenerator<string, void, undefined> {
  try {
    for (const row of streamRows(reader, job)) yield `${row}\n`;
  } catch (error) {
    throw errorFault(error, 'Query');
  }
};

/** The one connection can write, so it is forbidden for as long as the statement runs. */
const readOnly = <T>({ writer }: Connections, work: () => T): T => {
  writer.exec('PRAGMA query_only = 1');
  try {
    return work();
  } finally {
    writer.exec('PRAGMA query_only = 0');
  }
};

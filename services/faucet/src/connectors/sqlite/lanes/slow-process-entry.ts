import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { jobFailure } from '../job-failure.ts';
import type { Job, ReadJob } from '../job.ts';
import { openConnections } from '../open-connections.ts';
import { type Connections, runJob, streamRows } from '../run-job.ts';
import { encodeFrame, type FrameKind } from './frames.ts';

/**
 * The process of the slow lane: opens the database it is told and runs one job after the other,
 * blocking as long as a job takes. Its parent kills it to interrupt one; nothing else can stop
 * SQLite in the middle of a statement. Jobs arrive by IPC, answers leave on a pipe, where writing
 * blocks while the parent does not read, so that a stream needs no memory.
 */
const answerFd = 4;
/** Enough for a system call not to matter, little enough not to be felt as memory. */
const chunkChars = 64 * 1024;
/** Rows that are slow to come are sent all the same, so that the parent sees that they do. */
const chunkMs = 1000;

const main = (): void => {
  let connections: Connections | undefined;
  process.on('disconnect', () => process.exit(0));
  // Meant for the parent: Ctrl-C and systemd signal every process of a server, which first finishes
  // what it was asked.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('message', (message: { readonly dsn: string } | { readonly job: Job }) => {
    try {
      if ('dsn' in message) connections = openConnections(message.dsn, 'slow');
      else if (connections !== undefined) answer(connections, message.job);
    } catch (error) {
      send('failed', JSON.stringify(jobFailure(error)));
      if (connections === undefined) process.exit(1);
    }
  });
  watchParent();
};

const answer = (connections: Connections, job: Job): void => {
  if (job.kind === 'stream') {
    sendRows(connections, job);
    send('end', '{}');
    return;
  }
  const { json, ...result } = runJob(connections, job);
  if (json !== undefined) send('rows', json);
  send('end', JSON.stringify(result));
};

const sendRows = (connections: Connections, job: ReadJob): void => {
  let chunk = '';
  let sentAt = performance.now();
  for (const row of streamRows(connections.reader, job)) {
    chunk += `${row}\n`;
    if (chunk.length < chunkChars && performance.now() - sentAt < chunkMs) continue;
    send('rows', chunk);
    chunk = '';
    sentAt = performance.now();
  }
  if (chunk !== '') send('rows', chunk);
};

const send = (kind: FrameKind, text: string): void => {
  const frame = encodeFrame(kind, text);
  for (let from = 0; from < frame.length;) {
    from += writeSync(answerFd, frame, from);
  }
};

/**
 * A statement that runs for an hour must not outlive a parent that was killed, and while it runs
 * this thread notices nothing: another one looks whether the parent is still the parent.
 */
const watchParent = (): void => {
  const source = `setInterval(() => {
    if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
  }, 1000)`;
  const resourceLimits = { maxOldGenerationSizeMb: 8 };
  new Worker(source, { eval: true, execArgv: [], resourceLimits }).unref();
};

main();

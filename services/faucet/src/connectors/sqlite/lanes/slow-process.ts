import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JobFailure } from '../job-failure.ts';
import type { Job, JobResult } from '../job.ts';
import { createFrameReader, type Frame } from './frames.ts';

/** A process that runs jobs one after the other on its own connections. */
export interface SlowProcess {
  readonly isAlive: boolean;
  /**
   * Starts a job; yields the text of its rows as it comes and returns the rest of its result. The
   * process waits while nobody asks for more. Throws JobFailed, or ProcessGone when it was killed.
   */
  answer(job: Job): AsyncGenerator<string, JobResult, undefined>;
  /** Ends it at once, whatever it is doing; an open transaction is rolled back by SQLite. */
  kill(): void;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

/** A job that SQLite refused or could not finish. */
export class JobFailed extends Error {
  readonly failure: JobFailure;
  constructor(failure: JobFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The process ended before it answered. */
export class ProcessGone extends Error {}

/** Starts a process for the database of `dsn`; a failure to open it shows at its first job. */
export const startSlowProcess = (dsn: string): SlowProcess => {
  const child = fork(entry, [], {
    execArgv: [...memoryFlags, ...execArgv],
    // The name of the database travels by message: arguments are visible to every user.
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let isAlive = true;
  void gone.then(() => (isAlive = false));
  const nextFrame = readFrames(child);
  send(child, { dsn });
  return {
    get isAlive() {
      return isAlive && child.connected;
    },
    answer: (job) => answer(child, nextFrame, job),
    kill: () => {
      isAlive = false;
      child.kill('SIGKILL');
    },
    gone,
  };
};

/** The file of the process, as source or built, like this one. */
const entry = fileURLToPath(
  new URL(`./slow-process-entry.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/** Rows pass through as text and are gone: without room to grow, the process stays small. */
const memoryArgv = ['--max-semi-space-size=4'];

/** Rows pass through as text and are soon garbage: room for many of them would only be memory taken. */
const memoryFlags: readonly string[] = ['--max-semi-space-size=1'];

/** Source needs the loader and the condition under which our packages export their source. */
const execArgv: readonly string[] = entry.endsWith('.ts')
  ? [
      ...memoryArgv,
      '--conditions=aquifer-source',
      '--import',
      pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
    ]
  : memoryArgv;

const answer = async function* (
  child: ChildProcess,
  nextFrame: () => Promise<Frame>,
  job: Job,
): AsyncGenerator<string, JobResult, undefined> {
  send(child, { job });
  for (;;) {
    const { kind, text } = await nextFrame();
    if (kind === 'failed') throw new JobFailed(JSON.parse(text) as JobFailure);
    if (kind === 'end') return JSON.parse(text) as JobResult;
    yield text;
  }
};

/** Bytes are read only when a frame is wanted, so a reader that stops makes the process stop. */
const readFrames = (child: ChildProcess): (() => Promise<Frame>) => {
  const pipe = child.stdio[4];
  if (!(pipe instanceof Readable)) throw new Error('a slow process has no pipe to answer on');
  pipe.on('error', () => pipe.destroy());
  const bytes = pipe[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const cut = createFrameReader();
  const ready: Frame[] = [];
  return async () => {
    for (;;) {
      const frame = ready.shift();
      if (frame !== undefined) return frame;
      const next = await bytes.next().catch(() => ({ done: true, value: undefined }));
      if (next.done === true || next.value === undefined) throw new ProcessGone();
      ready.push(...cut(next.value));
    }
  };
};

/** A process that is gone cannot be sent to; whoever waits for its answer learns it from the pipe. */
const send = (child: ChildProcess, message: { dsn: string } | { job: Job }): void => {
  if (child.connected) child.send(message, () => undefined);
};

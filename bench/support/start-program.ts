import { spawn } from 'node:child_process';
import { request } from 'node:http';

export interface ProgramOptions {
  /** Of this Node: the program and its arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers with 2xx as soon as the program serves. */
  readonly readyUrl: string;
}

/** A server in a process of its own. */
export interface Running {
  readonly pid: number;
  /** From the start of the process until `readyUrl` answered, in milliseconds. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const POLL_MS = 5;

/** Starts a program by this Node and waits until it serves; throws when it ends before. */
export async function startProgram({ args, env, readyUrl }: ProgramOptions): Promise<Running> {
  const started = performance.now();
  const child = spawn(process.execPath, [...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  while (!(await answers(readyUrl))) {
    if (child.exitCode !== null) throw new Error(`${args[0]} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    pid: child.pid ?? 0,
    readyMs: performance.now() - started,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Without keeping the connection. */
const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const call = request(url, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode !== undefined && answer.statusCode < 300);
    });
    call.on('error', () => resolve(false)).end();
  });

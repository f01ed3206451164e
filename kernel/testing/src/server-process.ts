import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How to start a server program and know that it is ready. Durations in milliseconds. */
export interface ServerProgram {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Everything the program prints goes here. */
  readonly logFile: string;
  /** What the log holds once the server accepts connections. */
  readonly ready: RegExp;
  /** The signal for a fast stop that leaves no child process behind. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  /** Run as this user and group id. */
  readonly user?: number;
}

export interface ServerProcess {
  readonly pid: number;
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  /** Asks it to stop, and after 10 seconds kills it. */
  stop(): Promise<void>;
}

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

/** Starts a server and waits until it is ready. Throws with the end of its log when it is not. */
export async function startServerProcess(server: ServerProgram): Promise<ServerProcess> {
  const log = openSync(server.logFile, 'a');
  // In a group of its own, so that Ctrl-C reaches the run first and the run stops its servers.
  const child = spawn(server.program, server.arguments, {
    detached: true,
    stdio: ['ignore', log, log],
    ...(server.user === undefined ? {} : { uid: server.user, gid: server.user }),
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  const deadline = Date.now() + readyTimeoutMs;
  while (!server.ready.test(readFileSync(server.logFile, 'utf8'))) {
    const ended = await Promise.race([exited, sleep(20)]);
    if (ended !== undefined || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(
        `${server.program} did not start (${ended ?? `not ready in ${readyTimeoutMs} ms`}): ` +
          lastLines(server.logFile),
      );
    }
  }
  return { pid: child.pid ?? 0, stopSignal: server.stopSignal, stop: () => stop(child, server) };
}

async function stop(child: ChildProcess, server: ServerProgram): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(server.stopSignal);
  const patience = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(patience);
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n');
}

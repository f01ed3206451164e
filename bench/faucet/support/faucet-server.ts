import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.ts';
import type { Program } from './programs.ts';

/** A database to be served under a name. */
export interface ServedDatabase {
  readonly name: string;
  readonly driver: 'sqlite' | 'postgres';
  readonly dsn: string;
  readonly rawSql?: boolean;
}

export interface FaucetServerOptions {
  readonly program: Program;
  /** For the configuration; made when missing. */
  readonly directory: string;
  readonly databases: readonly ServedDatabase[];
}

/** A running Faucet, ours or the peer's: their command lines are alike. */
export interface FaucetServer {
  readonly origin: string;
  /** Of a role that may do everything. */
  readonly key: string;
  readonly pid: number;
  /** From the start of the process until /healthz answered, in milliseconds. */
  readonly healthyMs: number;
  /** Stops it with this signal and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const run = promisify(execFile);
const healthyPollMs = 10;

/** Configures a Faucet in an empty directory and starts it. */
export async function startFaucet(options: FaucetServerOptions): Promise<FaucetServer> {
  await mkdir(options.directory, { recursive: true });
  const cli = (...args: string[]) => callProgram(options, args);
  await cli('admin', 'create', '--email', 'bench@example.com', '--password', 'BenchPass1');
  for (const { name, driver, dsn, rawSql } of options.databases) {
    const flags = rawSql === true ? ['--raw-sql'] : [];
    await cli('db', 'add', '--name', name, '--driver', driver, '--dsn', dsn, ...flags);
  }
  await cli('role', 'create', '--name', 'full', '--verbs', '*');
  const printed = await cli('key', 'create', '--role', 'full');
  const key = /faucet_[0-9a-f]{64}/.exec(printed)?.[0] ?? '';
  return serve(options, key);
}

/** Starts one that is configured already. */
export async function serve(
  options: Omit<FaucetServerOptions, 'databases'>,
  key: string,
): Promise<FaucetServer> {
  const { program, directory } = options;
  const port = await freePort();
  const [command, ...before] = program;
  const args = [...before, 'serve', '--foreground', '--host', '127.0.0.1', '--port', String(port)];
  const started = performance.now();
  const child = spawn(command, [...args, '--data-dir', `${directory}/data`], {
    stdio: 'ignore',
    env: environment(directory),
  });
  const origin = `http://127.0.0.1:${port}`;
  await answers(child, `${origin}/healthz`);
  const healthyMs = performance.now() - started;
  await answers(child, `${origin}/readyz`);
  return { origin, key, pid: child.pid ?? 0, healthyMs, stop: (signal) => stop(child, signal) };
}

async function callProgram(
  { program, directory }: FaucetServerOptions,
  args: readonly string[],
): Promise<string> {
  const [command, ...before] = program;
  const all = [...before, ...args, '--data-dir', `${directory}/data`];
  const { stdout } = await run(command, all, { env: environment(directory) });
  return stdout;
}

const environment = (directory: string): NodeJS.ProcessEnv => ({
  ...process.env,
  FAUCET_TELEMETRY: '0',
  HOME: directory,
});

async function answers(child: ChildProcess, url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, healthyPollMs));
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

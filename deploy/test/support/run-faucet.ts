import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from './deploy-file.ts';

const main = resolve(repositoryRoot, 'services/faucet/src/main.ts');

/** What stands for the program `faucet` here: the same program, from source. */
const faucet = [
  process.execPath,
  '--conditions=aquifer-source',
  '--import',
  import.meta.resolve('tsx'),
  main,
] as const;

/** A `faucet serve` that was started by a line of a deployment file. */
export interface RunningFaucet {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the exit code, or with the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface RunOptions {
  /** The whole environment, besides PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Of another user, for a root that gives its rights up. */
  readonly uid?: number | undefined;
  /** In a process group of its own, so that all processes of it can be signalled at once. */
  readonly ownGroup?: boolean;
}

/** Starts `argv`, whose first word is `faucet` or ends in `/faucet`. */
export function startFaucet(argv: readonly string[], options: RunOptions): RunningFaucet {
  const [program, ...before] = faucet;
  const child = spawn(program, [...before, ...wordsAfterFaucet(argv)], {
    cwd: options.cwd,
    // The loader of TypeScript keeps files of its own; what Faucet writes is to be seen alone.
    env: { PATH: process.env['PATH'], TSX_DISABLE_CACHE: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.ownGroup === true,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number | string>((settle) => {
    child.once('close', (code, signal) => settle(code ?? signal ?? 'unknown'));
  });
  return { child, output, ended };
}

/** Runs a command of `faucet` to its end. */
export function runFaucet(
  argv: readonly string[],
  options: RunOptions,
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const [program, ...before] = faucet;
  const { status, stdout, stderr } = spawnSync(program, [...before, ...wordsAfterFaucet(argv)], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], ...options.env },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** Waits until it answers; throws with what it said when it ended instead. */
export async function untilHealthy(running: RunningFaucet, port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/healthz`;
  while (running.child.exitCode === null && running.child.signalCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`faucet ended with ${await running.ended}: ${running.output.stderr}`);
}

/** Stops it as Docker, Kubernetes and systemd do. Resolves with its exit code. */
export async function stopFaucet(running: RunningFaucet): Promise<number | string> {
  running.child.kill('SIGTERM');
  return running.ended;
}

/**
 * The unprivileged user to run as: nobody, when the tests run as root and nobody may read the
 * repository; else undefined, the user of the tests.
 */
export function unprivilegedUser(): number | undefined {
  const nobody = 65_534;
  if (process.getuid?.() !== 0) return undefined;
  const user = { uid: nobody, gid: nobody };
  const readable = spawnSync(process.execPath, ['-e', 'process.exit(0)', main], {
    ...user,
    cwd: repositoryRoot,
  });
  return readable.status === 0 ? nobody : undefined;
}

function wordsAfterFaucet(argv: readonly string[]): readonly string[] {
  const [program = '', ...words] = argv;
  if (!/(^|\/)faucet$/.test(program)) throw new Error(`${program} is not faucet`);
  return words;
}

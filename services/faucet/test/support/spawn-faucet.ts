import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '@aquifer/testing';

const program = fileURLToPath(new URL('../../bin/faucet.js', import.meta.url));

/** A `faucet` process of its own, as it is built. */
export interface FaucetProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  /** What it printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

/** Starts any `faucet` command. */
export function spawnFaucet(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly cwd?: string } = {},
): Omit<FaucetProcess, 'url' | 'port'> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return {
    child,
    output,
    ended,
    async kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts `faucet serve` and waits until it answers. */
export async function serveFaucet(
  dataDir: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<FaucetProcess> {
  const port = await freePort();
  const running = spawnFaucet(
    ['serve', '--host', '127.0.0.1', '--port', String(port), '--data-dir', dataDir, ...args],
    { env: { HOME: dataDir, ...env }, cwd: dataDir },
  );
  const url = `http://127.0.0.1:${port}`;
  const early = running.ended.then((code) => {
    throw new Error(`faucet ended with ${code}: ${running.output.stderr}`);
  });
  early.catch(() => undefined);
  await Promise.race([untilHealthy(url), early]);
  return { ...running, url, port };
}

async function untilHealthy(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

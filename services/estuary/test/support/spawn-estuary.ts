import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort, temporaryDirectory } from '@aquifer/testing';
import { onTestFinished, vi } from 'vitest';

const program = fileURLToPath(new URL('../../bin/estuary.js', import.meta.url));

/** An `estuary` process of its own, as it is built. */
export interface EstuaryProcess {
  readonly child: ChildProcess;
  /** What it printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface SpawnOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Nothing by default. */
  readonly stdin?: string;
}

/** Starts any `estuary` command; it is killed at the end of the test if it still runs. */
export function spawnEstuary(
  args: readonly string[],
  { env = {}, cwd = temporaryDirectory(), stdin = '' }: SpawnOptions = {},
): EstuaryProcess {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(stdin);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output, ended };
}

/** Starts a server and waits until it answers. */
export async function serveEstuary(
  options: SpawnOptions = {},
): Promise<EstuaryProcess & { readonly url: string }> {
  const port = await freePort();
  const env = { HOST: '127.0.0.1', PORT: String(port), ...options.env };
  const running = spawnEstuary([], { ...options, env });
  const url = `http://127.0.0.1:${port}`;
  let early: number | string | undefined;
  void running.ended.then((code) => (early = code));
  await vi.waitFor(
    async () => {
      if (early !== undefined) return;
      await fetch(`${url}/health/live`);
    },
    { timeout: 60_000 },
  );
  if (early !== undefined) throw new Error(`ended with ${early}: ${running.output.stderr}`);
  return { ...running, url };
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

const program = fileURLToPath(new URL('../../bin/messagedb.js', import.meta.url));

/** A `messagedb` process of its own, as it is built. */
export interface MessageDbProcess {
  readonly child: ChildProcess;
  /** What it printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts any `messagedb` command; it is killed at the end of the test if it still runs. */
export function spawnMessageDb(
  args: readonly string[],
  env: Record<string, string> = {},
): MessageDbProcess {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** What was printed on standard output as JSON lines; other lines are left out. */
export function logLines({ output }: MessageDbProcess): LogLine[] {
  return output.stdout
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);
}

/** Starts a server that logs JSON and waits until it listens; its port comes from the log. */
export async function serveMessageDb(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<MessageDbProcess & { readonly url: string; readonly port: number }> {
  const running = spawnMessageDb(args, env);
  let early: number | string | undefined;
  void running.ended.then((code) => (early = code));
  const started = await vi.waitFor(
    () => {
      const line = logLines(running).find(({ msg }) => msg === 'Server starting');
      if (line === undefined && early === undefined) throw new Error('it has not started yet');
      return line;
    },
    { timeout: 60_000 },
  );
  const port = Number(started?.['port']);
  if (started === undefined) throw new Error(`ended with ${early}: ${running.output.stderr}`);
  return { ...running, port, url: `http://127.0.0.1:${port}` };
}

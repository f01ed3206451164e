import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../fixtures/demo-program.ts', import.meta.url));

/** A process that runs the demo program, with its output so far. */
export interface Fixture {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the first match in the output (both streams) once it appears. */
  readonly output: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves with `code` or `signal` once the process is gone and its output read. */
  readonly exited: Promise<number | string>;
}

/** Starts the demo program as a process of its own, on the sources. */
export function spawnFixture(args: readonly string[], env: Record<string, string> = {}): Fixture {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=aquifer-source', PROGRAM, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return { child, stdout: () => stdout, stderr: () => stderr, output, exited };

  function output(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(stdout) ?? pattern.exec(stderr);
        if (match !== null) resolve(match);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`no ${pattern} in: ${stdout}${stderr}`)));
      look();
    });
  }
}

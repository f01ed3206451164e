import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const program = fileURLToPath(new URL('./fixtures/write-forever.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A process that has a store open, and what it said so far. */
export interface WritingProcess {
  readonly lines: readonly string[];
  /** Resolves when it has said so many lines; rejects when it ends before. */
  said(count: number): Promise<void>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

export function runWriter(path: string, mode: 'full' | 'normal' | 'hold'): WritingProcess {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=aquifer-source', '--import', tsx, program, path, mode],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = once(child, 'close');
  const lines: string[] = [];
  let onLine = (): void => undefined;
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    lines.push(line);
    onLine();
  });
  return {
    lines,
    said: (count) =>
      new Promise((resolve, reject) => {
        onLine = () => {
          if (lines.length >= count) resolve();
        };
        onLine();
        void closed.then(() => reject(new Error('the process ended too soon')));
      }),
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

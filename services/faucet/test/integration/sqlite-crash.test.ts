import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('sqlite-writer-program.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Lines a program printed until it was killed. */
const linesOf = (child: ChildProcess): { readonly lines: () => string[] } => {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { lines: () => text.split('\n').slice(0, -1) };
};

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/stat`);

/** Killed without warning, as by the kernel when memory is short. */
describe.skipIf(!existsSync('/proc/self/task'))('a server killed in the middle of writing', () => {
  it('keeps every row it acknowledged, and leaves no process behind', async () => {
    const path = join(temporaryDirectory(), 'crash.db');
    const database = openSqlite(path);
    database.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, word TEXT UNIQUE)');
    const args = ['--conditions=aquifer-source', '--import', loader, program, path];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const output = linesOf(child);
    while (output.lines().length < 2000 && child.exitCode === null) await delay(20);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));

    const [first = '', ...acknowledged] = output.lines();
    expect(acknowledged.length).toBeGreaterThan(1000);
    const stored = new Set(database.values<string>('SELECT word FROM notes'));
    expect(acknowledged.filter((word) => !stored.has(word))).toEqual([]);
    expect(database.value('PRAGMA integrity_check')).toBe('ok');

    // The endless statement notices nothing; the thread beside it looks for the parent every second.
    const pid = Number(first.replace('process ', ''));
    for (let waited = 0; isRunning(pid) && waited < 100; waited++) await delay(100);
    expect([pid > 0, isRunning(pid)]).toEqual([true, false]);
    database.close();
  });
});

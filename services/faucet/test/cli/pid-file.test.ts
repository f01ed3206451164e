import { readFile, writeFile } from 'node:fs/promises';
import type { ProcessSignal } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { findServer, pidPath, removePidFile, writePidFile } from '../../src/cli/pid-file.ts';
import { runCli } from '../support/run-cli.ts';

/** A system on which one process runs, that began at some time. */
const system = (running: number | undefined, began: string | undefined) => {
  const signals: (readonly [number, ProcessSignal])[] = [];
  let alive = running;
  return {
    signals,
    processExists: (pid: number) => pid === alive,
    processMark: (pid: number) => (pid === alive ? began : undefined),
    sendSignal: (pid: number, signal: ProcessSignal) => {
      signals.push([pid, signal]);
      alive = undefined;
      return true;
    },
  };
};

describe('The PID file', () => {
  let dataDir = '';
  beforeEach(() => {
    dataDir = temporaryDirectory();
  });
  const write = (began: string | undefined) =>
    writePidFile(dataDir, { ...system(41, began), pid: 41 });
  const stop = (processes: ReturnType<typeof system>) =>
    runCli({ cwd: dataDir, homeDir: dataDir, processes }, 'stop', '--data-dir', dataDir);

  it('has the id alone on its first line', async () => {
    await write('boot/100');
    expect(await readFile(pidPath(dataDir), 'utf8')).toBe('41\nboot/100\n');
    await write(undefined);
    expect(await readFile(pidPath(dataDir), 'utf8')).toBe('41\n');
  });

  it('finds the server, and takes no other process for it', async () => {
    expect(await findServer(system(41, 'boot/100'), dataDir)).toEqual({ kind: 'none' });
    await write('boot/100');
    expect(await findServer(system(41, 'boot/100'), dataDir)).toEqual({ kind: 'running', pid: 41 });
    for (const other of [system(41, 'boot/900'), system(41, 'later/100'), system(42, 'boot/100')]) {
      expect(await findServer(other, dataDir)).toEqual({ kind: 'stale', pid: 41 });
    }
  });

  it('goes by the id where the system says no more', async () => {
    await write(undefined);
    expect(await findServer(system(41, undefined), dataDir)).toMatchObject({ kind: 'running' });
    await writeFile(pidPath(dataDir), 'nonsense');
    expect(await findServer(system(41, undefined), dataDir)).toMatchObject({ kind: 'stale' });
  });

  it('is removed by the process it names', async () => {
    await write('boot/100');
    await removePidFile(dataDir, 42);
    expect(await readFile(pidPath(dataDir), 'utf8')).toContain('41');
    await removePidFile(dataDir, 41);
    expect(await findServer(system(41, 'boot/100'), dataDir)).toEqual({ kind: 'none' });
  });

  it('lets stop signal the server, and never a process that only has its id', async () => {
    await write('boot/100');
    const other = system(41, 'boot/900');
    const refused = await stop(other);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('stale PID 41') });
    expect(other.signals).toEqual([]);
    await write('boot/100');
    const own = system(41, 'boot/100');
    expect(await stop(own)).toMatchObject({ code: 0, stdout: expect.stringContaining('stopped.') });
    expect(own.signals).toEqual([[41, 'SIGTERM']]);
  });
});

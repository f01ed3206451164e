import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('./fixtures/fill-disk.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A small disk of its own for one process: a file system in memory, in a mount namespace. */
const ownMounts = ['-rm', '--', 'sh', '-c'];
const canMount =
  spawnSync('unshare', [...ownMounts, 'mount -t tmpfs none "$0"', temporaryDirectory()]).status ===
  0;

describe.skipIf(!canMount)('a disk that is full', () => {
  it('refuses writes, loses nothing, and is written to when there is room again', async () => {
    const folder = temporaryDirectory();
    const child = spawn(
      'unshare',
      [
        ...ownMounts,
        'mount -t tmpfs -o size=3m none "$0" && exec "$@"',
        folder,
        process.execPath,
        '--conditions=aquifer-source',
        '--import',
        tsx,
        program,
        folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await once(child, 'close');
    const { acknowledged, ...result } = JSON.parse(said) as Record<string, unknown>;
    expect(result).toEqual({
      code: 'store_unavailable',
      whileFull: acknowledged,
      readable: 1,
      after: Number(acknowledged) + 1,
      head: Number(acknowledged) + 1,
    });
  }, 120_000);
});

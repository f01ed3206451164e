import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPEN_FILES_MAX, OpenFiles } from '../../../src/store/sqlite/open-files.ts';
import { write } from '../../support/messages.ts';
import { logOf, storeDirectory } from './store-directory.ts';

const NAMESPACES = 300;

describe('many namespaces', () => {
  const directory = storeDirectory();

  it('are written and read with a bounded number of open files', async () => {
    const store = await directory.open(directory.make());
    const ids = Array.from({ length: NAMESPACES }, (_, index) => `tenant-${index}`);
    for (const round of [0, 1]) {
      for (const id of ids) {
        const log = await logOf(store, id);
        await log.append([write('a-1', {}, round - 1)]);
        expect(await log.version('a-1')).toBe(round);
      }
    }
    // A file, its log, and the index of that: of the thread that reads, and of the one that writes.
    if (existsSync('/proc/self/fd')) {
      expect(readdirSync('/proc/self/fd').length).toBeLessThan(2 * 3 * OPEN_FILES_MAX + 100);
    }
  }, 240_000);
});

describe('OpenFiles', () => {
  it('gives the connection that was not used for longest to another file', () => {
    const attached: string[] = [];
    const files = new OpenFiles((_, name) => attached.push(name), 2);
    const first = files.get('a');
    const second = files.get('b');
    expect(files.get('a')).toBe(first);
    expect(files.get('c')).toBe(second);
    expect(files.get('a')).toBe(first);
    files.get('b');
    expect([files.size, attached.join('')]).toEqual([2, 'abcb']);
    files.closeAll();
    expect(files.size).toBe(0);
  });
});

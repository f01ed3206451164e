import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../src/make-folder.ts';

describe('A folder for a database', () => {
  it('is made with those above it, for its owner alone, and may be there already', () => {
    const home = temporaryDirectory();
    for (let time = 0; time < 2; time += 1) makeFolder(join(home, 'a', 'b', 'c'));
    for (const name of ['a', join('a', 'b'), join('a', 'b', 'c')]) {
      expect(statSync(join(home, name)).mode & 0o777).toBe(0o700);
    }
  });

  it('is refused below a file', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(join(file, 'a'))).toThrow('ENOTDIR');
    expect(() => makeFolder(file)).toThrow('EEXIST');
  });

  it.runIf(existsSync('/proc/self'))('is refused where the system makes none', () => {
    expect(() => makeFolder('/proc/x/y')).toThrow('ENOENT');
  });
});

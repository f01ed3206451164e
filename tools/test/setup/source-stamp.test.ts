import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt, sourceStamp } from '../../setup/source-stamp.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aquifer-stamp-'));
  mkdirSync(join(root, 'kernel/a/src/deep'), { recursive: true });
  write('package-lock.json', '{}');
  write('tsconfig.base.json', '{}');
  write('tsconfig.build.json', '{ "references": [{ "path": "kernel/a" }] }');
  write('kernel/a/tsconfig.json', '{}');
  write('kernel/a/package.json', '{}');
  write('kernel/a/src/index.ts', 'export {};');
  write('kernel/a/src/deep/part.ts', 'export const part = 1;');
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

describe('the stamp of the sources', () => {
  it.each([
    ['a source', 'kernel/a/src/deep/part.ts'],
    ['a compiler setting', 'kernel/a/tsconfig.json'],
    ['the lockfile', 'package-lock.json'],
  ])('changes with %s', (_what, path) => {
    const before = sourceStamp(root);
    write(path, '{ "changed": true }');
    expect(sourceStamp(root)).not.toBe(before);
  });

  it('changes when a source is renamed', () => {
    const before = sourceStamp(root);
    rmSync(join(root, 'kernel/a/src/deep/part.ts'));
    write('kernel/a/src/deep/piece.ts', 'export const part = 1;');
    expect(sourceStamp(root)).not.toBe(before);
  });

  it('stays when a checkout gives a file another time', () => {
    const before = sourceStamp(root);
    utimesSync(join(root, 'kernel/a/src/index.ts'), 1, 1);
    expect(sourceStamp(root)).toBe(before);
  });
});

describe('whether it is built', () => {
  it('is false until every package has its output', () => {
    expect(isBuilt(root)).toBe(false);
    mkdirSync(join(root, 'kernel/a/dist'));
    write('kernel/a/dist/index.js', '');
    expect(isBuilt(root)).toBe(true);
  });
});

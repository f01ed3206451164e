import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRepository } from '../../tidy/read-repository.ts';
import { packageOf } from '../../tidy/repository.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aquifer-tidy-'));
  for (const folder of ['kernel/a/src', 'kernel/a/dist', 'node_modules/x']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, 'package.json'), '{ "name": "root" }');
  writeFileSync(join(root, 'kernel/a/package.json'), '{ "name": "@aquifer/a" }');
  writeFileSync(join(root, 'kernel/a/src/index.ts'), 'export {};');
  writeFileSync(join(root, 'kernel/a/dist/index.js'), 'built');
  writeFileSync(join(root, 'node_modules/x/package.json'), '{ "name": "x" }');
  writeFileSync(join(root, 'picture.png'), Buffer.from([137, 80, 0, 1]));
  writeFileSync(join(root, 'run.log'), 'left behind');
  writeFileSync(join(root, '.git'), 'gitdir: elsewhere');
});

afterEach(() => rmSync(root, { recursive: true }));

it('reads our files, and neither what is installed, built nor left behind', () => {
  const { texts } = readRepository(root);
  expect([...texts.keys()].toSorted()).toEqual([
    'kernel/a/package.json',
    'kernel/a/src/index.ts',
    'package.json',
    'picture.png',
  ]);
});

it('knows a file that is not text, without its bytes', () => {
  expect(readRepository(root).texts.get('picture.png')).toBe('');
});

it('gives a file to the innermost package around it', () => {
  const repository = readRepository(root);
  expect(packageOf(repository, 'kernel/a/src/index.ts')?.name).toBe('@aquifer/a');
  expect(packageOf(repository, 'kernel/other.ts')?.name).toBe('root');
});

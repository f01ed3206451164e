import { describe, expect, it } from 'vitest';
import { lockfile } from '../../../tidy/rules/lockfile.ts';
import { manifests } from '../../../tidy/rules/manifests.ts';
import { objections } from '../repository-of.ts';

const basics = { version: '0.1.0', private: true, license: 'Apache-2.0', type: 'module' };
const exports = {
  '.': {
    'aquifer-source': './src/index.ts',
    types: './dist/index.d.ts',
    default: './dist/index.js',
  },
};
const files = {
  'package.json': { ...basics, name: 'root' },
  'tsconfig.build.json': { references: [{ path: 'kernel/a' }, { path: 'kernel/b' }] },
  'kernel/a/package.json': { ...basics, name: '@aquifer/a', exports },
  'kernel/a/src/index.ts': '',
  'kernel/a/tsconfig.json': { references: [] },
  'kernel/b/package.json': {
    ...basics,
    name: '@aquifer/b',
    exports,
    dependencies: { '@aquifer/a': '0.1.0', zod: '4.6.7', odd: '1.0.0-beta.2' },
  },
  'kernel/b/src/index.ts': '',
  'kernel/b/tsconfig.json': { references: [{ path: '../a' }] },
};

describe('manifests', () => {
  it('accepts packages that are declared as all others', () => {
    expect(objections(manifests, files)).toEqual([]);
  });

  it.each([
    ['version', { version: '0.2.0' }, 'version must be "0.1.0"'],
    ['licence', { license: 'MIT' }, 'license must be "Apache-2.0"'],
    ['exports', { exports: './src/index.ts' }, `exports must be ${JSON.stringify(exports)}`],
    [
      'range',
      { devDependencies: { zod: '^4.0.0' } },
      'zod must be pinned to one version, not "^4.0.0"',
    ],
  ])('objects to another %s', (_what, change, message) => {
    const manifest = { ...files['kernel/a/package.json'], ...change };
    expect(objections(manifests, { ...files, 'kernel/a/package.json': manifest })).toEqual([
      `kernel/a/package.json ${message}`,
    ]);
  });

  it('objects to a dependency that the build order does not know', () => {
    expect(objections(manifests, { ...files, 'kernel/b/tsconfig.json': {} })).toEqual([
      'kernel/b/package.json its tsconfig.json does not reference kernel/a',
    ]);
  });

  it('objects to a reference that is no dependency', () => {
    const config = { references: [{ path: '../b' }] };
    expect(objections(manifests, { ...files, 'kernel/a/tsconfig.json': config })).toEqual([
      'kernel/a/package.json its tsconfig.json references kernel/b, which is no dependency',
    ]);
  });

  it('objects to a package that is never built', () => {
    const config = { references: [{ path: 'kernel/a' }] };
    expect(objections(manifests, { ...files, 'tsconfig.build.json': config })).toEqual([
      'kernel/b/package.json is not listed in tsconfig.build.json',
    ]);
  });
});

describe('lockfile', () => {
  const locked = (entry: object) => ({
    'package-lock.json': { packages: { '': {}, 'kernel/a': {}, 'node_modules/zod': entry } },
  });

  it('accepts a hash without an address, and a link to one of our packages', () => {
    expect(objections(lockfile, locked({ integrity: 'sha512-x' }))).toEqual([]);
    expect(objections(lockfile, locked({ resolved: 'kernel/zod', link: true }))).toEqual([]);
  });

  it('objects to a download address', () => {
    const entry = { resolved: 'https://example.com/zod.tgz', integrity: 'sha512-x' };
    expect(objections(lockfile, locked(entry))).toEqual([
      'package-lock.json node_modules/zod has a download address',
    ]);
  });

  it('objects to a package without a hash', () => {
    expect(objections(lockfile, locked({ version: '1.0.0' }))).toEqual([
      'package-lock.json node_modules/zod has no integrity hash',
    ]);
  });
});

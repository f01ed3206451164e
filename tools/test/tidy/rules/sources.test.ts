import { describe, expect, it } from 'vitest';
import { fileNames } from '../../../tidy/rules/file-names.ts';
import { fileSizes } from '../../../tidy/rules/file-sizes.ts';
import { processAccess } from '../../../tidy/rules/process-access.ts';
import { productWordsInKernel } from '../../../tidy/rules/product-words.ts';
import { purity } from '../../../tidy/rules/pure-folders.ts';
import { unfinished } from '../../../tidy/rules/unfinished.ts';
import { objections, repositoryOf, seenBy } from '../repository-of.ts';

describe('product words', () => {
  it.each(['Faucet', 'MESSAGEDB_PORT', 'craton', 'Estuary'])(
    'objects to %s in the kernel, in comments too',
    (word) => {
      const files = { 'kernel/http/src/a.ts': `export {};\n// Like ${word}.` };
      expect(objections(productWordsInKernel, files)).toHaveLength(1);
    },
  );

  it('lets services and tests say whom they serve', () => {
    const files = {
      'services/faucet/src/a.ts': '// Faucet',
      'kernel/http/test/a.test.ts': '// Faucet',
    };
    expect(objections(productWordsInKernel, files)).toEqual([]);
    expect(seenBy(productWordsInKernel, files)).toBe(0);
  });
});

describe('process access', () => {
  it.each(["process.env['A']", 'process.argv', "process.on('SIGTERM', f)", 'process . exit(1)'])(
    'objects to %s in a service',
    (code) => {
      expect(objections(processAccess, { 'services/faucet/src/a.ts': code })).toHaveLength(1);
    },
  );

  it('lets its owner, tests, tools, commands and programs of other servers do it', () => {
    const code = 'process.exit(1)';
    const files = {
      'kernel/service/src/run-process.ts': code,
      'kernel/testing/src/a.ts': code,
      'services/faucet/test/a.test.ts': code,
      'services/faucet/bin/faucet.js': code,
      'services/faucet/src/lanes/slow-process-entry.ts': code,
      'tools/a.ts': code,
      'deploy/estuary/convex/access.ts': code,
    };
    expect(objections(processAccess, files)).toEqual([]);
  });

  it('is not misled by comments, strings, and what does no harm', () => {
    const code = "// process.env\nconst text = 'process.exit(1)';\nprocess.memoryUsage();";
    expect(objections(processAccess, { 'services/faucet/src/a.ts': code })).toEqual([]);
  });
});

describe('pure folders', () => {
  it.each([
    ["import { readFileSync } from 'node:fs';", 'imports node:fs'],
    ['const at = Date.now();', 'uses Date.now'],
    ['const at = new Date();', 'uses new Date()'],
    ['const id = crypto.randomUUID();', 'uses crypto.randomUUID'],
    ['const dice = Math.random();', 'uses Math.random'],
    ['await fetch(url);', 'uses fetch'],
    ['setTimeout(f, 5);', 'uses setTimeout'],
  ])('objects to %s', (code, message) => {
    expect(objections(purity, { 'services/faucet/src/query/plan.ts': code })).toEqual([
      `services/faucet/src/query/plan.ts:1 a pure file ${message}`,
    ]);
  });

  it('accepts a given time and a type', () => {
    const code = "import type { Socket } from 'node:net';\nconst at = new Date(given);";
    expect(objections(purity, { 'services/faucet/src/model/a.ts': code })).toEqual([]);
  });

  it('leaves other folders alone', () => {
    expect(objections(purity, { 'services/faucet/src/http/a.ts': 'Date.now()' })).toEqual([]);
  });
});

describe('file names', () => {
  it('accepts kebab-case and endings', () => {
    const files = {
      'services/faucet/src/http/render-fault.ts': '',
      'services/faucet/test/connector.contract.ts': '',
      'docs/decisions/0001-one-kernel.md': '',
    };
    expect(objections(fileNames, files)).toEqual([]);
  });

  it.each([
    ['kernel/a/src/renderFault.ts', '"renderFault.ts" is not kebab-case'],
    ['kernel/a/src/Render/fault.ts', '"Render" is not kebab-case'],
    ['kernel/a/src/utils.ts', '"utils" is a drawer; name the thing it holds'],
    ['kernel/a/src/types/a.ts', '"types" is a drawer; name the thing it holds'],
    ['docs/decisions/kernel.md', 'a decision is named NNNN-what-was-decided.md'],
  ])('objects to %s', (path, message) => {
    expect(objections(fileNames, { [path]: '' })).toEqual([`${path} ${message}`]);
  });
});

describe('file sizes', () => {
  const lines = (count: number): string => 'a;\n'.repeat(count);
  const severities = (path: string, count: number) =>
    fileSizes
      .check(repositoryOf({ [path]: lines(count) }))
      .findings.map(({ severity }) => severity ?? 'error');

  it('is silent up to 300 lines, warns up to 500 and then fails', () => {
    expect(severities('kernel/a/src/a.ts', 300)).toEqual([]);
    expect(severities('kernel/a/src/a.ts', 301)).toEqual(['warning']);
    expect(severities('kernel/a/src/a.ts', 501)).toEqual(['error']);
  });

  it('only warns of a long test', () => {
    expect(severities('kernel/a/test/a.test.ts', 501)).toEqual(['warning']);
  });

  it('counts the values that an index exports, not the types', () => {
    const names = (count: number): string =>
      Array.from({ length: count }, (_, index) => `n${index}`).join(', ');
    const index = (count: number) => ({
      'kernel/a/src/index.ts': `export { ${names(count)}, type A } from './a.ts';`,
    });
    expect(objections(fileSizes, index(20))).toEqual([]);
    expect(objections(fileSizes, index(21))).toEqual(['kernel/a/src/index.ts exports 21 values']);
  });
});

describe('unfinished', () => {
  // In pieces, so that the rule does not find them in this file.
  it.each([
    ['// TO', 'DO: later'],
    ["throw new Error('not ", "implemented')"],
    ['// @ts-', 'ignore'],
    ['// @ts-', 'expect-error'],
    ['// oxlint-', 'disable-next-line no-console'],
    ['it.', "only('x', f)"],
  ])('objects to %s%s', (...pieces) => {
    expect(objections(unfinished, { 'kernel/a/src/a.ts': pieces.join('') })).toHaveLength(1);
  });

  it('accepts an exception with its reason', () => {
    const pieces = [
      '// oxlint-',
      'disable-next-line no-console -- the banner goes to the terminal',
    ];
    const text = pieces.join('');
    expect(objections(unfinished, { 'kernel/a/src/a.ts': text })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { packageNameOf, scanImports } from '../../tidy/scan-imports.ts';

const specifiers = (source: string): string[] =>
  scanImports(source).map(({ specifier }) => specifier);

describe('finding imports', () => {
  it.each([
    ["import { a, type B } from 'x';"],
    ["import a, { b as c } from 'x';"],
    ["import * as a from 'x';"],
    ["import {\n  a,\n  b,\n} from 'x';"],
    ["import 'x';"],
    ['import a from "x";'],
    ["export { a } from 'x';"],
    ["export * from 'x';"],
    ["export * as a from 'x';"],
    ["const a = await import('x');"],
    ["const a = require('x');"],
    ["type A = import('x').A;"],
  ])('finds x in %j', (source) => {
    expect(specifiers(source)).toEqual(['x']);
  });

  it.each([
    ["// import a from 'x';"],
    ["/* import 'x'; */"],
    ['const text = `import a from "x";`;'],
    [`const text = "import 'x';";`],
    ["export const from = 'x';"],
    ['await import(name);'],
    ["reimport('x');"],
  ])('finds nothing in %j', (source) => {
    expect(specifiers(source)).toEqual([]);
  });

  it('tells imports that the compiler removes', () => {
    const found = scanImports(
      "import type { A } from 'a';\nexport type { B } from 'b';\nimport { type C } from 'c';",
    );
    expect(found.map(({ typeOnly, line }) => [typeOnly, line])).toEqual([
      [true, 1],
      [true, 2],
      [false, 3],
    ]);
  });

  it('gives them in the order of the file', () => {
    expect(specifiers("import 'a';\nimport b from 'b';\nimport 'c';")).toEqual(['a', 'b', 'c']);
  });
});

describe('the package of a specifier', () => {
  it.each([
    ['zod', 'zod'],
    ['zod/v4', 'zod'],
    ['@a/b', '@a/b'],
    ['@a/b/c/d', '@a/b'],
    ['./zod', undefined],
    ['node:fs', undefined],
  ])('of %s is %s', (specifier, name) => {
    expect(packageNameOf(specifier)).toBe(name);
  });
});

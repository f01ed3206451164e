import { describe, expect, it } from 'vitest';
import { declaredImports } from '../../../tidy/rules/declared-imports.ts';
import { deepImports } from '../../../tidy/rules/deep-imports.ts';
import { importCycles } from '../../../tidy/rules/import-cycles.ts';
import { packageEdges } from '../../../tidy/rules/package-edges.ts';
import { objections, seenBy } from '../repository-of.ts';

const packages = {
  'package.json': { name: 'root', devDependencies: { vitest: '4.0.0' } },
  'kernel/http/package.json': { name: '@aquifer/http', dependencies: { fastify: '5.0.0' } },
  'kernel/testing/package.json': { name: '@aquifer/testing' },
  'data/sqlite/package.json': { name: '@aquifer/sqlite' },
  'services/faucet/package.json': {
    name: '@aquifer/faucet',
    dependencies: { '@aquifer/http': '0.1.0' },
    devDependencies: { '@aquifer/testing': '0.1.0' },
    optionalDependencies: { 'snowflake-sdk': '3.0.0' },
  },
  'services/estuary/package.json': { name: '@aquifer/estuary' },
  'clients/estuary/package.json': {
    name: '@aquifer/estuary-client',
    devDependencies: { '@aquifer/estuary': '0.1.0' },
  },
  'aquifer/package.json': { name: 'aquifer' },
};

describe('package edges', () => {
  it.each([
    ['services/faucet/src/a.ts', '@aquifer/http'],
    ['services/faucet/src/a.ts', '@aquifer/sqlite'],
    ['aquifer/src/a.ts', '@aquifer/faucet'],
    ['kernel/http/src/a.ts', 'fastify'],
    ['services/faucet/test/a.test.ts', '@aquifer/testing'],
    ['clients/estuary/test/a.test.ts', '@aquifer/estuary'],
    ['services/estuary/src/a.ts', '@aquifer/estuary-client'],
  ])('lets %s import %s', (path, name) => {
    expect(objections(packageEdges, { ...packages, [path]: `import '${name}';` })).toEqual([]);
  });

  it.each([
    ['kernel/http/src/a.ts', '@aquifer/faucet', 'services'],
    ['kernel/http/src/a.ts', '@aquifer/sqlite', 'data'],
    ['data/sqlite/src/a.ts', '@aquifer/faucet', 'services'],
    ['services/faucet/src/a.ts', '@aquifer/estuary', 'services'],
    ['services/faucet/src/a.ts', 'aquifer', 'aquifer'],
    ['clients/estuary/src/a.ts', '@aquifer/estuary', 'services'],
    ['clients/estuary/src/a.ts', '@aquifer/http', 'kernel'],
  ])('does not let %s import %s', (path, name, group) => {
    const found = objections(packageEdges, { ...packages, [path]: `import '${name}';` });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`must not import ${name} (${group})`);
  });

  it('does not let a service ship what is for tests', () => {
    expect(
      objections(packageEdges, {
        ...packages,
        'services/faucet/src/a.ts': `\nimport type { A } from '@aquifer/testing';`,
      }),
    ).toEqual(['services/faucet/src/a.ts:2 @aquifer/testing is for tests only']);
  });

  it.each(['fastify', '@aquifer/http', 'node:http', 'node:https'])(
    'does not let the engine import %s',
    (name) => {
      expect(
        objections(packageEdges, { ...packages, 'engine/core/src/a.ts': `import '${name}';` }),
      ).toContain(`engine/core/src/a.ts:1 ${name} must not be imported here`);
    },
  );

  it('counts only imports between packages', () => {
    const text = "import 'fastify'; import './b.ts'; import '@aquifer/http';";
    expect(seenBy(packageEdges, { ...packages, 'services/faucet/src/a.ts': text })).toBe(1);
  });
});

describe('declared imports', () => {
  it.each([
    ['services/faucet/src/a.ts', '@aquifer/http'],
    ['services/faucet/src/a.ts', 'snowflake-sdk'],
    ['services/faucet/src/a.ts', 'node:fs'],
    ['services/faucet/test/a.test.ts', '@aquifer/faucet'],
    ['services/faucet/test/a.test.ts', '@aquifer/testing'],
    ['services/faucet/test/a.test.ts', 'vitest'],
    ['kernel/testing/src/a.ts', 'vitest'],
    ['vitest.config.ts', 'vitest/config'],
  ])('lets %s import %s', (path, name) => {
    expect(objections(declaredImports, { ...packages, [path]: `import '${name}';` })).toEqual([]);
  });

  it.each([
    ['services/faucet/src/a.ts', 'fastify'],
    ['services/faucet/src/a.ts', '@aquifer/testing'],
    ['services/faucet/src/a.ts', 'vitest'],
    ['kernel/http/src/a.ts', 'snowflake-sdk'],
  ])('does not let %s import %s', (path, name) => {
    expect(objections(declaredImports, { ...packages, [path]: `import '${name}';` })).toEqual([
      `${path}:1 ${name} is not declared in this package's package.json`,
    ]);
  });

  it('asks for the prefix of a Node module', () => {
    expect(
      objections(declaredImports, { ...packages, 'kernel/http/src/a.ts': "import 'fs';" }),
    ).toEqual(['kernel/http/src/a.ts:1 write node:fs']);
  });
});

describe('deep imports', () => {
  it('lets a test reach the sources of its own package', () => {
    const files = { 'kernel/http/test/a.test.ts': "import '../src/a.ts'; import '@aquifer/http';" };
    expect(objections(deepImports, { ...packages, ...files })).toEqual([]);
  });

  it('lets a test, and nothing else, reach the configuration at the root', () => {
    const text = "import '../../../vitest.config.ts';";
    const files = { 'kernel/http/test/a.test.ts': text, 'kernel/http/src/a.ts': text };
    expect(objections(deepImports, { ...packages, ...files })).toEqual([
      'kernel/http/src/a.ts:1 ../../../vitest.config.ts reaches into root; import the package by its name',
    ]);
  });

  it('lets a test, and nothing else, run what is deployed to servers of others', () => {
    const text = "import '../../../deploy/estuary/convex/items.ts';";
    const files = { 'services/estuary/test/a.test.ts': text, 'services/estuary/src/a.ts': text };
    expect(objections(deepImports, { ...packages, ...files })).toEqual([
      'services/estuary/src/a.ts:1 ../../../deploy/estuary/convex/items.ts reaches into root; import the package by its name',
    ]);
  });

  it('objects to a path into another package', () => {
    expect(
      objections(deepImports, {
        ...packages,
        'aquifer/src/a.ts': "import '../../kernel/http/src/a.ts';",
      })[0],
    ).toContain('reaches into @aquifer/http');
  });

  it('objects to a file inside one of our packages', () => {
    expect(
      objections(deepImports, { ...packages, 'aquifer/src/a.ts': "import '@aquifer/http/src/a';" }),
    ).toEqual(['aquifer/src/a.ts:1 import @aquifer/http, not a file inside it']);
  });

  it('leaves the files of other packages to their owners', () => {
    const files = { 'aquifer/src/a.ts': "import 'zod/v4'; import 'vitest/config';" };
    expect(objections(deepImports, { ...packages, ...files })).toEqual([]);
  });
});

describe('import cycles', () => {
  it('finds a cycle of three files once', () => {
    expect(
      objections(importCycles, {
        'a/c.ts': "import './a.ts';",
        'a/a.ts': "import type { B } from './b.ts';",
        'a/b.ts': "export * from './c.ts';",
        'a/d.ts': "import './a.ts';",
      }),
    ).toEqual(['a/a.ts imports itself: a.ts -> b.ts -> c.ts -> a.ts']);
  });

  it('finds a file that imports itself', () => {
    expect(objections(importCycles, { 'a.ts': "import './a.ts';" })).toHaveLength(1);
  });

  it('accepts two ways to the same file', () => {
    expect(
      objections(importCycles, {
        'a.ts': "import './b.ts'; import './c.ts';",
        'b.ts': "import './d.ts';",
        'c.ts': "import './d.ts';",
        'd.ts': '',
      }),
    ).toEqual([]);
  });
});

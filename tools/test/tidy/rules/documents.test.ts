import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describedPackages } from '../../../tidy/rules/described-packages.ts';
import { environmentVariables } from '../../../tidy/rules/environment-variables.ts';
import { machineTraces } from '../../../tidy/rules/machine-traces.ts';
import { markdownLinks } from '../../../tidy/rules/markdown-links.ts';
import { objections, seenBy } from '../repository-of.ts';

describe('markdown links', () => {
  const files = {
    'docs/guide.md': '# The guide\n\n## Start & stop\n\n## Start & stop\n\n<a id="here"></a>\n',
    'docs/operate/README.md': '',
    'picture.png': '',
  };

  it.each([
    '[guide](docs/guide.md)',
    '[folder](docs/operate/) and [one more](docs)',
    '[heading](docs/guide.md#start--stop)',
    '[second heading of that name](docs/guide.md#start--stop-1)',
    '[anchor](docs/guide.md#here)',
    '![picture](picture.png "with a title")',
    '[web](https://example.com/x) [mail](mailto:a@example.com)',
    '[here]: docs/guide.md',
    '`[code](nowhere.md)`',
    '```\n[code](nowhere.md)\n```',
  ])('accepts %j', (text) => {
    expect(objections(markdownLinks, { ...files, 'README.md': text })).toEqual([]);
  });

  it.each([
    ['[x](docs/none.md)', 'docs/none.md: there is no docs/none.md'],
    ['![x](none.png)', 'none.png: there is no none.png'],
    ['[x](docs/guide.md#none)', 'docs/guide.md#none: no heading makes #none'],
    ['[x](#none)', '#none: no heading makes #none'],
    ['[x]: docs/none.md', 'docs/none.md: there is no docs/none.md'],
  ])('objects to %s', (text, message) => {
    expect(objections(markdownLinks, { ...files, 'README.md': `\n${text}` })).toEqual([
      `README.md:2 ${message}`,
    ]);
  });

  it('follows a link from the folder of its page', () => {
    const page = { 'docs/operate/run.md': '[up](../guide.md#the-guide) [root](../../picture.png)' };
    expect(objections(markdownLinks, { ...files, ...page })).toEqual([]);
  });
});

describe('environment variables', () => {
  const files = {
    'services/faucet/src/settings.ts':
      "const table = { a: { env: 'FAUCET_PORT', aliases: ['FAUCET_OLD_PORT'] } };",
    'deploy/faucet/env.example': '# FAUCET_PORT=8080\n',
    'kernel/testing/src/a.ts': "process.env['AQUIFER_TEST_PG_URL']",
  };

  it('accepts known variables, their _FILE form, and those of tests', () => {
    const page =
      'FAUCET_PORT, FAUCET_PORT_FILE, FAUCET_OLD_PORT, AQUIFER_TEST_PG_URL, OTHER_PORT, FAUCET_*';
    expect(objections(environmentVariables, { ...files, 'README.md': page })).toEqual([]);
    expect(seenBy(environmentVariables, files)).toBe(1);
  });

  it('objects to a variable that no table has', () => {
    expect(
      objections(environmentVariables, { ...files, 'deploy/faucet/a.yaml': 'x\nFAUCET_PROT: 1' }),
    ).toEqual(['deploy/faucet/a.yaml:2 FAUCET_PROT is in no settings table']);
  });

  it('objects to a variable that env.example does not offer', () => {
    expect(
      objections(environmentVariables, {
        ...files,
        'deploy/faucet/env.example': 'FAUCET_OLD_PORT=1',
      }),
    ).toEqual(['services/faucet/src/settings.ts FAUCET_PORT is not in deploy/faucet/env.example']);
  });
});

describe('machine traces', () => {
  const registry = process.env['npm_config_registry'];
  beforeEach(() => {
    process.env['npm_config_registry'] = ['http:', '//packages.internal.test:4873/'].join('');
  });
  afterEach(() => {
    if (registry === undefined) delete process.env['npm_config_registry'];
    else process.env['npm_config_registry'] = registry;
  });

  // In pieces, so that the rule does not find them in this file.
  it.each([
    ['see /wo', 'rk/main/docs'],
    ['see /Us', 'ers/ada/aquifer'],
    ['http:', '//packages.internal.test/zod'],
    ['https:', '//npm-mirror.example.com/zod'],
  ])('objects to %s%s', (...pieces) => {
    expect(objections(machineTraces, { 'README.md': pieces.join('') })).toHaveLength(1);
  });

  it.each([
    'see ./work/plan',
    `https://${['registry', 'npmjs', 'org'].join('.')}/zod`,
    'a/work/flow',
    '/var/lib/faucet',
  ])('accepts %s', (text) => {
    expect(objections(machineTraces, { 'README.md': text })).toEqual([]);
  });
});

describe('described packages', () => {
  it('objects to a package that ARCHITECTURE.md leaves out', () => {
    const files = {
      'package.json': {},
      'kernel/http/package.json': {},
      'kernel/auth/package.json': {},
      'ARCHITECTURE.md': 'First `kernel/http/`, then kernel/auth.',
    };
    expect(objections(describedPackages, files)).toEqual([
      'ARCHITECTURE.md says nothing of `kernel/auth`',
    ]);
  });
});

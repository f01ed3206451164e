import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operatorFiles } from '../support/deploy-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';

/** Hosts and names that stand for what only an operator knows. */
const placeholder =
  /your-[\w-]+(?:\.[\w.]+)?|(?:\w+\.)?yourdomain\.com|elasticsearch:9200|service\/default\/estuary/g;

const copied = operatorFiles('estuary')
  .map((path) => relative(deployPath('.'), path))
  .filter((path) => !path.startsWith('..') && !path.endsWith('.md'));

const [, listed = ''] = /## What to replace\n([\s\S]*?)\n## /.exec(deployText('README.md')) ?? [];

describe('what has to be replaced', () => {
  it('is listed for operators', () => {
    const found = copied.flatMap(
      (name) => readFileSync(deployPath(name), 'utf8').match(placeholder) ?? [],
    );
    expect(new Set(found).size).toBeGreaterThan(6);
    expect([...new Set(found)].filter((name) => !listed.includes(name))).toEqual([]);
  });

  it.each(copied.filter((name) => (deployText(name).match(placeholder) ?? []).length > 0))(
    'is said at the beginning of the file, where it can have comments: %s',
    (name) => {
      if (name.endsWith('.json')) return;
      expect(deployText(name).split('\n').slice(0, 12).join('\n')).toMatch(
        /Replace|REGISTRY=your-/,
      );
    },
  );
});

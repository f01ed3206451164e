import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { methods, metricNames, routes } from '@aquifer/messagedb';
import { describe, expect, it } from 'vitest';
import { operatorFiles, repositoryRoot } from '../support/deploy-file.ts';

const pages = operatorFiles('messagedb')
  .filter((path) => path.endsWith('.md'))
  .map((path) => [relative(repositoryRoot, path), readFileSync(path, 'utf8')] as const);
const everything = pages.map(([, text]) => text).join('\n');

const namesIn = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map(([, name = '']) => name));

/** Codes on the wire, as the catalogue of faults writes them. */
const faultCodes = namesIn(
  readFileSync(resolve(repositoryRoot, 'services/messagedb/src/faults.ts'), 'utf8'),
  /\[\s*\d{3},\s*'([A-Z_]+)'/g,
);

/** Words in code spans that look like codes and are names of something else. */
const otherCapitals =
  /^(MESSAGEDB|DB|PG|POSTGRES|COMPOSE|NODE|AQUIFER)_|^(PGPASSWORD|GET|POST|HEAD|TOKEN|NOTIFY|LISTEN|ANALYZE|SIGTERM|SIGINT|URL|CASCADE|INFO)$/;

describe.each(pages)('%s', (_path, text) => {
  it('names only metrics that exist', () => {
    const named = [...namesIn(text, /\b(messagedb_[a-z_]+(?:_total|_seconds|_connections))\b/g)];
    const known: ReadonlySet<string> = new Set(Object.values(metricNames));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('names only error codes that exist', () => {
    const named = [...namesIn(text, /`([A-Z][A-Z_]{3,})`/g)].filter(
      (name) => !otherCapitals.test(name),
    );
    expect(named.filter((name) => !faultCodes.has(name))).toEqual([]);
  });

  it('names only methods that exist', () => {
    const named = [
      ...namesIn(text, /\b((?:stream|category|ns|sys|util)\.[a-zA-Z0-9]+)\b(?!\.|\()/g),
    ];
    const known = new Set(methods.map(({ name }) => name));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the pages', () => {
  it('explain every metric, error code, method and route', () => {
    expect(faultCodes.size).toBeGreaterThan(10);
    const names = [
      ...Object.values(metricNames),
      ...faultCodes,
      ...methods.map(({ name }) => name),
      ...routes.map(({ path }) => path),
    ];
    expect(names.filter((name) => !everything.includes(`\`${name}`))).toEqual([]);
  });
});

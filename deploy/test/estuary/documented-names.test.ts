import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { routes } from '@aquifer/estuary';
import { describe, expect, it } from 'vitest';
import { operatorFiles, repositoryRoot } from '../support/deploy-file.ts';
import { knownMetrics } from './support/known-metrics.ts';
import { leadsSomewhere } from './support/known-paths.ts';
import { wireCodes } from './support/wire-codes.ts';

const files = operatorFiles('estuary').map(
  (path) => [relative(repositoryRoot, path), readFileSync(path, 'utf8')] as const,
);
const pages = files.filter(([path]) => path.endsWith('.md'));
const everything = pages.map(([, text]) => text).join('\n');

const namesIn = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, name = '']) => name)),
];

/** Metrics as the pages name them: histograms without what Prometheus makes of them. */
const families = new Set(
  [...knownMetrics.keys()].map((name) => name.replace(/_(bucket|sum|count)$/, '')),
);

/** Where files say that Estuary is. */
const address =
  /(?:localhost|127\.0\.0\.1|estuary\w*|new)(?::(?:3000|\$\{PORT:-3000\}))?(\/[a-z{][\w/{}$.-]*)/;

/** Paths of Estuary in addresses, and in code spans of their own. */
const pathsIn = (text: string): string[] => {
  const asked = new RegExp(`https?://${address.source}`, 'g');
  const spans = /`(?:GET |POST )?(\/(?:api|health|metrics|openapi)[^`\s]*)`/g;
  const keys = /^\s*(?:path|metrics_path): '?(\/(?:api|health|metrics)[^'\s]*)/gm;
  return [...namesIn(text, asked), ...namesIn(text, spans), ...namesIn(text, keys)];
};

describe.each(files)('%s', (_path, text) => {
  it('names only paths that lead somewhere', () => {
    const known = pathsIn(text).filter((named) => !/^\/api\/?$/.test(named));
    expect(known.filter((named) => !leadsSomewhere(named))).toEqual([]);
  });

  it('names only metrics that exist', () => {
    const pattern =
      /\b((?:http|items|database|jwks|rate_limit|auth|process|nodejs|estuary)_[a-z_]+_(?:total|seconds|active|info|bytes|bucket))\b/g;
    const named = namesIn(text, pattern).filter((name) => !knownMetrics.has(name));
    expect(named.filter((name) => !families.has(name))).toEqual([]);
  });
});

describe.each(pages)('%s', (path, text) => {
  it('links only to files and headings that are there', () => {
    for (const link of namesIn(text, /\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [file = '', heading] = link.split('#');
      const target = resolve(repositoryRoot, file === '' ? path : resolve(dirname(path), file));
      expect(existsSync(target), link).toBe(true);
      if (heading !== undefined) expect(anchorsOf(target), link).toContain(heading);
    }
  });
});

/** Anchors of the headings of a page, as GitHub makes them. */
const anchorsOf = (path: string): string[] =>
  namesIn(readFileSync(path, 'utf8'), /^#{1,6} (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

describe('the pages', () => {
  it('explain every metric, error code and route', () => {
    expect(wireCodes.size).toBeGreaterThan(10);
    const ours = [...families].filter(
      (name) => !/^(up|service_info|nodejs_.*|process_.*)$/.test(name),
    );
    expect(ours.length).toBeGreaterThan(10);
    const names = [...ours, ...wireCodes, ...routes.map(({ path }) => path)];
    expect(names.filter((name) => !everything.includes(`\`${name}\``))).toEqual([]);
  });
});

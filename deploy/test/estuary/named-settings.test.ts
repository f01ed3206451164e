import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { estuarySettings } from '@aquifer/estuary';
import { describe, expect, it } from 'vitest';
import { operatorFiles, repositoryRoot } from '../support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';
import { wireCodes } from './support/wire-codes.ts';

// Programs have constants, and Convex's read no settings.
const files = operatorFiles('estuary').filter((path) => !path.endsWith('.ts'));

/** Names of others, by what they begin with or are. */
const foreign =
  /^(GF|AWS|POSTGRES|NODE|REGISTRY|AF)_|^(ECR_REGISTRY|DB_PASSWORD|CONVEX_URL|IS_PUBLIC|DNS_NAME_LABEL|BASH_SOURCE)$/;

/** Names in capitals with a line below, and the two variables that have none. */
const namedIn = (path: string): string[] => {
  const text = readFileSync(path, 'utf8');
  const long = [...text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) => name);
  const short = [...text.matchAll(/(?<=[`#"' ])(PORT|HOST)(?=[`="' ])/g)].map(([name]) => name);
  return [...new Set([...long, ...short])].filter(
    (name) => !foreign.test(name) && !wireCodes.has(name),
  );
};

describe.each(files.map((path) => [relative(repositoryRoot, path), path]))('%s', (_name, path) => {
  it('names only variables that Estuary reads', () => {
    expect(namedIn(path).filter((name) => !knownVariables.has(name))).toEqual([]);
  });
});

describe('the variables', () => {
  it('are those of the guide', () => {
    const guided = [
      ['APP_PROFILE', 'PORT', 'RUST_LOG', 'DATABASE_TYPE', 'CONVEX_DEPLOYMENT_URL'],
      ['SECURITY_STRICT_MODE', 'SECURITY_CSP', 'RATE_LIMIT_ENABLED', 'RATE_LIMIT_MAX_REQUESTS'],
      ['RATE_LIMIT_WINDOW_SECONDS', 'AUTH_ENABLED', 'AUTH_JWKS_URLS', 'AUTH_AUDIENCE'],
      ['AUTH_ISSUER', 'SHUTDOWN_TIMEOUT_SECONDS', 'TOKIO_WORKER_THREADS', 'RUST_BACKTRACE'],
    ].flat();
    expect(guided.filter((name) => !knownVariables.has(name))).toEqual([]);
  });

  it('have all been found in some file here, so that these tests see what they check', () => {
    const named = new Set(files.flatMap(namedIn));
    const all = Object.values(estuarySettings('production')).map(({ env }) => env);
    expect(all.filter((name) => !named.has(name))).toEqual([]);
  });
});

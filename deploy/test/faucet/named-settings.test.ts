import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { faucetSettings } from '@aquifer/faucet';
import { describe, expect, it } from 'vitest';
import { operatorFiles, repositoryRoot } from '../support/deploy-file.ts';
import { variablesIn } from '../support/named-variables.ts';
import { knownVariables } from './support/known-variables.ts';

const files = operatorFiles('faucet');

const namedIn = (path: string): string[] => variablesIn(readFileSync(path, 'utf8'), 'FAUCET');

describe.each(files.map((path) => [relative(repositoryRoot, path), path]))('%s', (_name, path) => {
  it('names only variables that Faucet reads', () => {
    expect(namedIn(path).filter((name) => !knownVariables.has(name))).toEqual([]);
  });
});

describe('the variables', () => {
  it('are those of the guide, with its defaults', () => {
    expect(faucetSettings.port).toMatchObject({ env: 'FAUCET_SERVER_PORT', default: '8080' });
    expect(faucetSettings.host).toMatchObject({ env: 'FAUCET_SERVER_HOST', default: '0.0.0.0' });
    expect(faucetSettings.jwtSecret.env).toBe('FAUCET_AUTH_JWT_SECRET');
    // "your-production-secret" is never used unless somebody sets it.
    expect(faucetSettings.jwtSecret.default).toBeUndefined();
  });

  const keys = Object.values(faucetSettings).flatMap(({ fileKey = '' }) => fileKey || []);

  it.each(keys)('have one for %s: its dots made underscores after FAUCET_', (key) => {
    expect(knownVariables).toContain(`FAUCET_${key.replaceAll('.', '_').toUpperCase()}`);
  });

  it('have all been found in some file here, so that these tests see what they check', () => {
    const named = new Set(files.flatMap(namedIn));
    expect(Object.values(faucetSettings).filter(({ env }) => !named.has(env))).toEqual([]);
  });
});

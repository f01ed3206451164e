import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { messageDbSettings } from '@aquifer/messagedb';
import { describe, expect, it } from 'vitest';
import { operatorFiles, repositoryRoot } from '../support/deploy-file.ts';
import { variablesIn } from '../support/named-variables.ts';
import { knownVariables } from './support/known-variables.ts';

const files = operatorFiles('messagedb');

const namedIn = (path: string): string[] => variablesIn(readFileSync(path, 'utf8'), 'MESSAGEDB');

describe.each(files.map((path) => [relative(repositoryRoot, path), path]))('%s', (_name, path) => {
  it('names only variables that MessageDB reads', () => {
    expect(namedIn(path).filter((name) => !knownVariables.has(name))).toEqual([]);
  });
});

describe('the variables', () => {
  it('are those of the guide, with its defaults', () => {
    const settings = Object.values(messageDbSettings) as readonly {
      readonly env: string;
      readonly default?: string;
    }[];
    const defaults = Object.fromEntries(settings.map((one) => [one.env, one.default]));
    expect(defaults).toMatchObject({
      MESSAGEDB_PORT: '8080',
      MESSAGEDB_TOKEN: undefined,
      MESSAGEDB_TEST_MODE: 'false',
      MESSAGEDB_DB_HOST: undefined,
      MESSAGEDB_DB_PORT: '5432',
      MESSAGEDB_DB_NAME: 'message_store',
      MESSAGEDB_DB_USER: 'message_store',
      MESSAGEDB_DB_PASSWORD: undefined,
    });
    for (const name of [
      'MESSAGEDB_DB_MAX_CONNECTIONS',
      'MESSAGEDB_DB_IDLE_CONNECTIONS',
      'MESSAGEDB_LOG_LEVEL',
    ])
      expect(knownVariables).toContain(name);
  });

  it('have all been found in some file here, so that these tests see what they check', () => {
    const named = new Set(files.flatMap(namedIn));
    expect(Object.values(messageDbSettings).filter(({ env }) => !named.has(env))).toEqual([]);
  });
});

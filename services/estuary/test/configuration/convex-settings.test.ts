import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { expect, it } from 'vitest';
import { readConfiguration } from '../../src/configuration/read-configuration.ts';

const URL = 'https://happy-otter-123.convex.cloud';
const KEY = 'prod:happy-otter-123|0123456789abcdef';

const read = (env: Record<string, string>) =>
  readConfiguration({ DATABASE_TYPE: 'convex', CONVEX_DEPLOY_KEY: KEY, ...env });
const problems = (env: Record<string, string>): readonly string[] => {
  const configuration = read(env);
  return configuration.kind === 'bad' ? configuration.problems : [];
};

it('is taken with an address and a key', () => {
  expect(read({ CONVEX_DEPLOYMENT_URL: URL, APP_PROFILE: 'staging' })).toMatchObject({
    kind: 'good',
    warnings: [],
    settings: { databaseType: 'convex', convexDeploymentUrl: URL, convexDeployKey: KEY },
  });
});

it.each([
  [{}, 'is required when DATABASE_TYPE is convex'],
  [{ CONVEX_DEPLOYMENT_URL: ' ' }, 'is required when DATABASE_TYPE is convex'],
  [
    { CONVEX_DEPLOYMENT_URL: 'happy-otter-123.convex.cloud' },
    'must be an absolute http or https URL',
  ],
  [{ CONVEX_DEPLOYMENT_URL: 'ftp://happy-otter-123' }, 'must be an absolute http or https URL'],
  [
    { CONVEX_DEPLOYMENT_URL: 'https://happy-otter-123.convex.site' },
    'must be the .convex.cloud address, not .convex.site',
  ],
  [
    { CONVEX_DEPLOYMENT_URL: 'http://convex.internal:3210', APP_PROFILE: 'production' },
    'must use https in production',
  ],
  [
    { CONVEX_DEPLOYMENT_URL: 'https://your-deployment.convex.cloud', APP_PROFILE: 'production' },
    'appears to contain a placeholder value',
  ],
])('is refused with %o', (env, rule) => {
  expect(problems(env)).toEqual([`CONVEX_DEPLOYMENT_URL ${rule}`]);
});

it('may be asked without encryption in development, and on this machine', () => {
  expect(problems({ CONVEX_DEPLOYMENT_URL: 'http://convex.internal:3210' })).toEqual([]);
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
    const env = { CONVEX_DEPLOYMENT_URL: `http://${host}:3210`, APP_PROFILE: 'production' };
    expect(problems(env)).toEqual([]);
  }
});

it('is read from files, each of which stands in the place of its variable', () => {
  const folder = temporaryDirectory();
  const inFile = (name: string, value: string): string => {
    writeFileSync(join(folder, name), `${value}\n`);
    return join(folder, name);
  };
  const files = {
    CONVEX_DEPLOYMENT_URL_FILE: inFile('url', URL),
    CONVEX_SHARED_SECRET_FILE: inFile('shared', 'hush'),
  };
  expect(read(files)).toMatchObject({
    settings: { convexDeploymentUrl: URL, convexSharedSecret: 'hush' },
  });
  expect(problems({ ...files, CONVEX_DEPLOYMENT_URL: URL })).toHaveLength(1);
});

it('is warned of where neither a key nor a secret keeps others out', () => {
  const { warnings } = read({ CONVEX_DEPLOYMENT_URL: URL, CONVEX_DEPLOY_KEY: '' }) as {
    warnings: readonly string[];
  };
  expect(warnings).toEqual([
    expect.stringContaining('CONVEX_DEPLOY_KEY and CONVEX_SHARED_SECRET are not set'),
  ]);
});

import { expect, it } from 'vitest';
import { readConfiguration } from '../../src/configuration/read-configuration.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';

/** Lines of the guide, as systemd and `docker run --env-file` pass them on: all of what follows `=`. */

const guide = `
APP_PROFILE=production
DATABASE_TYPE=memory
SECURITY_CSP="default-src 'self'; script-src 'self'; style-src 'self'"
RATE_LIMIT_MAX_REQUESTS=100
TOKIO_WORKER_THREADS=4  # Default: number of CPU cores
`;
const env = Object.fromEntries(
  [...guide.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);

it('mean what they mean in a shell', async () => {
  const estuary = await estuaryOfTest(env);
  const { headers } = await estuary.request('/api/v1/items');
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'self'; script-src 'self'; style-src 'self'",
  );
  expect(headers.get('x-ratelimit-limit')).toBe('100');
  expect(readConfiguration(env)).toMatchObject({ settings: { workers: 4 } });
});

it.each(['4 cores', '4#', '# 4', '4.5 # four', "'4'"])('are no numbers such as %s', (text) => {
  expect(readConfiguration({ PORT: text })).toEqual({
    kind: 'bad',
    problems: ['PORT must be an integer between 1 and 65535'],
  });
});

it.each(['ü', '"ü"', '"'.repeat(2)])('are no policies such as %s', (text) => {
  expect(readConfiguration({ SECURITY_CSP: text })).toMatchObject({ kind: 'bad' });
});

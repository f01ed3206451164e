import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

let faucet: TestFaucet;

beforeAll(async () => {
  faucet = await startFaucet({
    FAUCET_RATE_LIMIT_ENABLED: 'true',
    FAUCET_RATE_LIMIT_REQUESTS_PER_SECOND: '1',
    FAUCET_RATE_LIMIT_BURST: '2',
  });
});
afterAll(() => faucet.stop());

it('tells a key what is left, and when to come back once nothing is', async () => {
  const key = await faucet.keyFor();
  const ask = () => faucet.request('/api/v1/demo/_table', { as: key });
  const first = await ask();
  expect(first.status).toBe(200);
  expect(first.headers.get('ratelimit-limit')).toBe('60');
  expect(first.headers.get('ratelimit-remaining')).toBe('1');
  expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  const answers = await Promise.all(Array.from({ length: 8 }, ask));
  const refused = answers.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused?.json()).toMatchObject({
    error: { code: 429, message: 'Rate limit of 60 requests per minute exceeded' },
  });
});

it('tells it with the OpenAPI document of all services too', async () => {
  const answer = await faucet.request('/openapi.json', { as: await faucet.keyFor() });
  expect(answer.headers.get('ratelimit-remaining')).toBe('1');
});

it('does not limit administrators', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => faucet.request('/api/v1/demo/_table')),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(answers[0]?.headers.get('ratelimit-limit')).toBeNull();
});

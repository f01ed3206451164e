import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

let faucet: TestFaucet;

beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

it.each(['text/csv', 'Text/CSV; charset=utf-8'])('reads %s as CSV', async (type) => {
  const answer = await faucet.request('/api/v1/demo/_table/customers', {
    method: 'POST',
    rawBody: `name,email\nA,${type.length}@x\n`,
    headers: { 'content-type': type },
  });
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({ resource: [{ name: 'A' }] });
});

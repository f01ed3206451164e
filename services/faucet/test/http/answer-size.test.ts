import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet, type TestFaucet } from '../support/start-faucet.ts';

let faucet: TestFaucet;
const customers = '/api/v1/demo/_table/customers';
beforeAll(async () => {
  faucet = await startFaucet({ FAUCET_SERVER_MAX_ANSWER_SIZE: '2000' });
});
afterAll(() => faucet.stop());

describe('An answer that is larger than the setting', () => {
  it('is refused with the limit and a way out', async () => {
    const refused = await faucet.request(`${customers}?limit=1000`);
    expect(refused.status).toBe(400);
    expect(refused.json()).toMatchObject({
      error: { reason: 'answer_too_large', message: expect.stringContaining('2000 bytes') },
    });
    expect((await faucet.request(`${customers}?limit=3`)).status).toBe(200);
    const streamed = await faucet.request(`${customers}?limit=1000`, {
      headers: { accept: 'application/x-ndjson' },
    });
    expect(streamed.text.length).toBeGreaterThan(2000);
  });
});

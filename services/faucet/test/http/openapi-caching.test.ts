import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

let faucet: TestFaucet;

beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

const document = '/openapi.json';

it('is sent once to a client that has it, until the schema changes', async () => {
  const first = await faucet.request(document);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{27}"$/);
  const headers = { 'if-none-match': etag };
  const again = await faucet.request(document, { headers });
  expect([again.status, again.text]).toEqual([304, '']);
  const columns = [{ name: 'id', db_type: 'INTEGER', is_auto_increment: true }];
  const made = await faucet.request('/api/v1/demo/_schema', {
    method: 'POST',
    body: { name: 'brand_new', columns },
  });
  expect(made.status).toBe(201);
  const changed = await faucet.request(document, { headers });
  expect(changed.status).toBe(200);
  expect(changed.text).toContain('brand_new');
});

it('is the document of the caller, whoever asked before', async () => {
  const key = await faucet.keyFor({
    service_name: 'demo',
    component: '_table/customers',
    verb_mask: 1,
  });
  const all = await faucet.request(document);
  const some = await faucet.request(document, { as: key });
  expect(all.text).toContain('_table/orders');
  expect(some.text).toContain('_table/customers');
  expect(some.text).not.toContain('_table/orders');
  expect((await faucet.request(document)).text).toBe(all.text);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

let faucet: TestFaucet;

beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

interface Entries {
  readonly resource: readonly { actor: string; target: string; detail: { reason: string } }[];
}

it('is in the audit log with who asked, for what, and why not', async () => {
  const key = await faucet.keyFor({ service_name: 'demo', component: '_table/none', verb_mask: 1 });
  await faucet.request('/api/v1/demo/_table/customers?filter=secret', { as: key });
  await faucet.request('/api/v1/system/service', { as: key });
  await faucet.request('/api/v1/demo/_table', { as: 'nobody' });
  const audit = await faucet.request('/api/v1/system/audit?outcome=refused');
  const actor = `key:${key.slice(0, 15)}`;
  const seen = audit
    .json<Entries>()
    .resource.map((entry) => [entry.actor, entry.target, entry.detail.reason]);
  expect(seen).toEqual(
    expect.arrayContaining([
      [actor, 'demo/_table/customers', 'role_refuses'],
      [actor, '/api/v1/system/service', 'admin_required'],
      ['anonymous', '/api/v1/demo/_table', 'credentials_missing'],
    ]),
  );
  expect(audit.text).not.toContain(key);
  expect(audit.text).not.toContain('secret');
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

/** What administrators may send (contract §7), and what they are told when it is something else. */

let faucet: TestFaucet;

beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

const refusal = async (path: string, body: unknown): Promise<string> => {
  const answer = await faucet.request(`/api/v1/system/${path}`, { method: 'POST', body });
  expect(answer.status).toBe(400);
  return answer.json<{ error: { message: string } }>().error.message;
};

describe('administrative bodies', () => {
  it('are told apart from other JSON in its own words', async () => {
    expect(await refusal('admin', [])).toBe('Invalid request body: expected a JSON object');
    expect(await refusal('role', { name: 'r', access: {} })).toBe(
      'Invalid request body: access: must be an array',
    );
    expect(await refusal('role', { name: 'r', access: [{ verb_mask: -1 }] })).toBe(
      'Invalid request body: access.0.verb_mask: must be at least 0',
    );
    expect(await refusal('role', { name: 'r', access: [{ filter_op: 'XOR' }] })).toBe(
      'Invalid request body: access.0.filter_op: must be one of AND, OR',
    );
    expect(await refusal('service', { name: 5, driver: 'sqlite', dsn: 'x' })).toBe(
      'Name must be a string',
    );
    expect(await refusal('admin', { email: '', password: 'long enough' })).toBe(
      'Email is required',
    );
  });

  it.each([
    ['admin', { email: 'a\0b@example.com', password: 'long enough' }],
    ['role', { name: 'reader\0' }],
    ['role', { name: 'reader', access: [{ component: '_table/a\0b' }] }],
    ['service', { name: 'nul', driver: 'sqlite', dsn: 'a\0b' }],
    ['api-key', { role_id: 1, label: 'a\0b' }],
    ['admin/session', { email: 'admin@example.com\0x', password: 'correct horse' }],
  ])('may not contain U+0000, where SQLite would cut a text off: %s %j', async (path, body) => {
    expect(await refusal(path, body)).toBe('Invalid request body: a text contains U+0000');
  });

  it('have names of a length that a list can show', async () => {
    const long = 'x'.repeat(10_000);
    expect(await refusal('admin', { email: `${long}@b`, password: 'long enough' })).toBe(
      'Email must have at most 254 characters',
    );
    expect(await refusal('role', { name: long })).toBe('Name must have at most 255 characters');
    expect(await refusal('api-key', { role_id: 1, label: long })).toContain('at most 255');
  });
});

describe('a new name of a role', () => {
  it('is left out when it is blank', async () => {
    const made = await faucet.request('/api/v1/system/role', {
      method: 'POST',
      body: { name: 'auditor' },
    });
    const { id } = made.json<{ id: number }>();
    const changed = await faucet.request(`/api/v1/system/role/${id}`, {
      method: 'PUT',
      body: { name: '  ' },
    });
    expect(changed.json()).toMatchObject({ name: 'auditor' });
  });
});

describe('the query of the audit log', () => {
  it('names the parameter that is wrong', async () => {
    const answer = await faucet.request('/api/v1/system/audit?limit=many');
    expect(answer.status).toBe(400);
    expect(answer.json<{ error: { message: string } }>().error.message).toBe(
      'Invalid limit parameter: must be a whole number from 1 to 1000',
    );
  });
});

describe('a trailing slash', () => {
  it.each([
    ['GET', '/api/v1/system/role/'],
    ['DELETE', '/api/v1/system/api-key/'],
    ['GET', '/api/v1/system/service/'],
    ['GET', '/api/v1/demo/_table/customers/'],
    ['GET', '/healthz/'],
  ])('matches nothing: %s %s', async (method, path) => {
    const answer = await faucet.request(path, { method });
    expect([answer.status, answer.text]).toEqual([404, '404 page not found\n']);
  });
});

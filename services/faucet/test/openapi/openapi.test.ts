import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

/** The published document shows each caller what their role opens (contract §13, issue 2 B.6). */

let faucet: TestFaucet;

beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, unknown>>;
  readonly components: {
    readonly schemas: Record<string, { properties: object; required?: string[] }>;
  };
}

const documentOf = async (as: string, path = '/openapi.json'): Promise<Document> =>
  (await faucet.request(path, { as })).json<Document>();

describe('the document', () => {
  it('needs a credential', async () => {
    expect((await faucet.request('/openapi.json', { as: 'nobody' })).status).toBe(401);
  });

  it('describes tables, views and single records to an administrator', async () => {
    const { openapi, paths, components } = await documentOf('admin');
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths['/api/v1/demo/_table/customers'] ?? {})).toEqual([
      'get',
      'post',
      'put',
      'patch',
      'delete',
    ]);
    expect(Object.keys(paths['/api/v1/demo/_table/adults'] ?? {})).toEqual(['get']);
    expect(paths).toHaveProperty(['/api/v1/demo/_table/order_items/{key}']);
    expect(components.schemas['demo_customers_new']?.required).toEqual(['name', 'email']);
    expect(components.schemas['demo_customers']?.properties).toMatchObject({
      id: { type: 'integer', readOnly: true },
      age: { type: ['integer', 'null'] },
      created_at: { type: ['string', 'null'], format: 'date-time' },
    });
  });

  it('names neither tables, verbs nor columns that the role does not open', async () => {
    const key = await faucet.keyFor({
      service_name: 'demo',
      component: '_table/customers',
      verb_mask: 1,
      columns: ['id', 'name'],
    });
    const { paths, components } = await documentOf(key);
    expect(Object.keys(paths)).toEqual([
      '/api/v1/demo/_table/customers',
      '/api/v1/demo/_table/customers/{key}',
    ]);
    expect(Object.keys(paths['/api/v1/demo/_table/customers'] ?? {})).toEqual(['get']);
    expect(Object.keys(components.schemas['demo_customers']?.properties ?? {})).toEqual([
      'id',
      'name',
    ]);
    expect(JSON.stringify({ paths, components })).not.toContain('balance');
  });

  it('says where the API is', async () => {
    expect(await documentOf('admin')).toMatchObject({ servers: [{ url: '/' }] });
  });

  it('is given for one service to roles that may read its documentation', async () => {
    const reader = await faucet.keyFor({ service_name: 'demo', component: '_doc', verb_mask: 1 });
    expect((await faucet.request('/api/v1/demo/_doc', { as: reader })).status).toBe(200);
    const other = await faucet.keyFor({
      service_name: 'demo',
      component: '_table/*',
      verb_mask: 1,
    });
    expect((await faucet.request('/api/v1/demo/_doc', { as: other })).status).toBe(403);
  });

  it('publishes the locked columns while a table drifts', async () => {
    const contract = '/api/v1/system/contract/demo';
    await faucet.request(`${contract}/mode`, { method: 'PUT', body: { mode: 'auto' } });
    const changed = await faucet.request('/api/v1/demo/_schema/blobs', {
      method: 'PUT',
      body: {
        changes: [
          { type: 'add_column', column: 'extra', definition: { db_type: 'TEXT', nullable: true } },
        ],
      },
    });
    expect(changed.status).toBe(200);
    const promoted = await documentOf('admin');
    expect(promoted.components.schemas['demo_blobs']?.properties).toHaveProperty('extra');
    await faucet.request(`${contract}/mode`, { method: 'PUT', body: { mode: 'none' } });
  });
});

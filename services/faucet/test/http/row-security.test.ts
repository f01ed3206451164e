import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { Answer, RequestOptions, TestFaucet } from '../support/start-faucet.ts';

/**
 * Row filters and column lists of a role hold alike in every way to the data
 * (contract §12; issue 2 B.6). The role sees customers of Oslo, without their
 * balance, and their orders.
 */

let faucet: TestFaucet;
let key: string;
const table = '/api/v1/demo/_table';

beforeAll(async () => {
  faucet = await startFaucet();
  key = await faucet.keyFor(
    {
      service_name: 'demo',
      component: '_table/customers',
      verb_mask: 31,
      filters: [{ name: 'city', operator: '=', value: 'Oslo' }],
      columns: ['id', 'name', 'email', 'city', 'age'],
    },
    { service_name: 'demo', component: '_table/orders', verb_mask: 1 },
    { service_name: 'demo', component: '_schema/*', verb_mask: 1, columns: ['id', 'name'] },
  );
});
afterAll(() => faucet.stop());

const ask = (path: string, options: RequestOptions = {}): Promise<Answer> =>
  faucet.request(`${table}/${path}`, { as: key, ...options });

interface List {
  readonly resource: readonly Record<string, unknown>[];
  readonly meta: { readonly count: number; readonly total?: number };
}

/** Customers 3, 10, 17, … live in Oslo: 72 of 500. */
const OSLO = 72;

describe('reads', () => {
  it('show only open rows and columns, however they are asked for', async () => {
    const all = (await ask('customers?limit=1000&include_count=true')).json<List>();
    expect(all.meta).toMatchObject({ count: OSLO, total: OSLO });
    expect(Object.keys(all.resource[0] ?? {})).toEqual(['id', 'name', 'email', 'age', 'city']);
    const tricked = await ask("customers?filter=city = 'Paris' OR city = 'Oslo'&limit=1000");
    expect(tricked.json<List>().meta.count).toBe(OSLO);
    expect(
      (await ask('customers?ids=1,2,3')).json<List>().resource.map((row) => row['id']),
    ).toEqual([3]);
  });

  it('hold for one record by its key', async () => {
    expect((await ask('customers/3')).status).toBe(200);
    expect((await ask('customers/1')).status).toBe(404);
  });

  it('hold for aggregates and groups', async () => {
    expect((await ask('customers?fields=COUNT(*) AS n')).json<List>().resource).toEqual([
      { n: OSLO },
    ]);
    const cities = (await ask('customers?fields=city&group=city')).json<List>();
    expect(cities.resource).toEqual([{ city: 'Oslo' }]);
    expect((await ask('customers?fields=SUM(balance)')).status).toBe(400);
  });

  it('treat hidden columns as unknown in every parameter', async () => {
    for (const parameters of [
      'fields=balance',
      'filter=balance > 1',
      'order=balance',
      'fields=COUNT(*)&group=balance',
      'fields=city,COUNT(balance)&group=city',
    ]) {
      expect((await ask(`customers?${parameters}`)).status, parameters).toBe(400);
    }
  });

  it('hold for streams and CSV', async () => {
    const lines = await ask('customers?limit=all', { headers: { accept: 'application/x-ndjson' } });
    expect(lines.text.trimEnd().split('\n')).toHaveLength(OSLO);
    const csv = await ask('customers?limit=all', { headers: { accept: 'text/csv' } });
    expect(csv.text.split('\r\n')[0]).toBe('id,name,email,age,city');
    expect(csv.text).not.toContain('Paris');
  });

  it('hold for related records, in both directions', async () => {
    const orders = (await ask('orders?related=customer&order=id')).json<List>();
    expect(orders.resource.map((row) => row['customer'])).toEqual([null, null, null]);
    const customers = (await ask('customers?related=orders&limit=2')).json<List>();
    expect(customers.resource.every((row) => row['id'] !== 1)).toBe(true);
    expect((await ask('orders?related=order_items')).status).toBe(400);
  });
});

describe('writes', () => {
  it('refuse rows outside the filter and leave nothing behind', async () => {
    const body = { name: 'N', email: 'n@x', city: 'Paris' };
    const refused = await ask('customers', { method: 'POST', body });
    expect(refused.status).toBe(403);
    const found = await faucet.request(`${table}/customers?filter=email = 'n@x'`);
    expect(found.json<List>().meta.count).toBe(0);
    const accepted = await ask('customers', { method: 'POST', body: { ...body, city: 'Oslo' } });
    expect(accepted.status).toBe(201);
    expect(accepted.text).not.toContain('balance');
  });

  it('refuse the whole batch for one row outside the filter', async () => {
    const body = [
      { name: 'B1', email: 'b1@x', city: 'Oslo' },
      { name: 'B2', email: 'b2@x', city: 'Rome' },
    ];
    expect((await ask('customers', { method: 'POST', body })).status).toBe(403);
    const found = await faucet.request(`${table}/customers?filter=email LIKE 'b_@x'`);
    expect(found.json<List>().meta.count).toBe(0);
  });

  it('neither move rows out of the filter nor touch rows outside of it', async () => {
    const moved = await ask('customers/10', { method: 'PATCH', body: { city: 'Paris' } });
    expect(moved.status).toBe(403);
    const others = await ask('customers?filter=id < 3', { method: 'PATCH', body: { name: 'Z' } });
    expect(others.json<List>().meta.count).toBe(0);
    const deleted = await ask('customers?ids=1,2', { method: 'DELETE' });
    expect(deleted.json<List>().meta.count).toBe(0);
    expect((await faucet.request(`${table}/customers/10`)).json()).toMatchObject({ city: 'Oslo' });
  });

  it('do not reach hidden columns or rows by an upsert', async () => {
    const hidden = await ask('customers', {
      method: 'POST',
      body: { name: 'H', email: 'h@x', city: 'Oslo', balance: 1e6 },
    });
    expect(hidden.status).toBe(400);
    const upsert = await ask('customers?on_conflict=email', {
      method: 'POST',
      body: { name: 'Stolen', email: 'c1@example.com', city: 'Oslo' },
    });
    expect(upsert.status).toBe(403);
    expect((await faucet.request(`${table}/customers/1`)).json()).toMatchObject({ city: 'Paris' });
  });
});

describe('what the database refuses', () => {
  it('is told without the names of columns and tables that the role does not open', async () => {
    const writer = await faucet.keyFor(
      {
        service_name: 'demo',
        component: '_table/customers',
        verb_mask: 31,
        columns: ['id', 'name', 'city'],
      },
      { service_name: 'demo', component: '_table/orders', verb_mask: 31 },
    );
    const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
      faucet.request(`${table}/${path}`, { method, body, as: writer });
    const lacking = await send('POST', 'customers', { name: 'Nobody' });
    expect([lacking.status, lacking.text]).toEqual([400, expect.not.stringContaining('email')]);
    const alone = await send('POST', 'customers?continue=1', [{ name: 'Nobody' }]);
    expect(alone.text).not.toContain('email');
    const open = await send('POST', 'customers', { id: 1, name: 'Twin' });
    expect(open.text).not.toContain('email');
    const referred = await send('DELETE', 'orders/1');
    expect([referred.status, referred.text]).toEqual([400, expect.not.stringContaining('items')]);
    const admin = await faucet.request(`${table}/customers`, {
      method: 'POST',
      body: { name: 'Nobody' },
    });
    expect(admin.text).toContain('customers.email must not be null');
  });
});

describe('descriptions and agents', () => {
  it('describe only open columns', async () => {
    const described = await faucet.request('/api/v1/demo/_schema/customers', { as: key });
    expect(described.text).not.toContain('balance');
  });

  it('name no table that the role does not open, not even as the end of a foreign key', async () => {
    const reader = await faucet.keyFor(
      { service_name: 'demo', component: '_schema', verb_mask: 1 },
      { service_name: 'demo', component: '_schema/order_items', verb_mask: 1 },
      { service_name: 'demo', component: '_schema/orders', verb_mask: 1, columns: ['total'] },
    );
    const one = await faucet.request('/api/v1/demo/_schema/order_items', { as: reader });
    expect(one.json()).toMatchObject({ primary_key: ['order_id', 'line'], foreign_keys: [] });
    const all = await faucet.request('/api/v1/demo/_schema', { as: reader });
    expect(all.text).not.toContain('customer');
    const admin = await faucet.request('/api/v1/demo/_schema/order_items');
    expect(admin.json()).toMatchObject({ foreign_keys: [{ referenced_table: 'orders' }] });
  });

  it('take no foreign key to a table that the role does not open, or that is not there', async () => {
    const builder = await faucet.keyFor(
      { service_name: 'demo', component: '_schema', verb_mask: 3 },
      { service_name: 'demo', component: '_table/countries', verb_mask: 1 },
    );
    const probe = (table: string, column: string, as: string): Promise<Answer> =>
      faucet.request('/api/v1/demo/_schema', {
        method: 'POST',
        as,
        body: {
          name: `probe_${table}`,
          columns: [{ name: 'value', db_type: 'TEXT' }],
          foreign_keys: [
            { column_name: 'value', referenced_table: table, referenced_column: column },
          ],
        },
      });
    expect((await probe('customers', 'email', builder)).status).toBe(400);
    expect((await probe('nowhere', 'id', 'admin')).status).toBe(400);
    expect((await probe('countries', 'nothing', 'admin')).status).toBe(400);
    expect((await probe('countries', 'code', builder)).status).toBe(201);
  });

  it('hold over MCP', async () => {
    const transport = new StreamableHTTPClientTransport(new URL(`${faucet.url}/mcp`), {
      requestInit: { headers: { 'x-api-key': key } },
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    const query = async (extra: object): Promise<unknown> =>
      client.callTool({
        name: 'faucet_query',
        arguments: { service: 'demo', table: 'customers', limit: 1000, ...extra },
      });
    expect(JSON.stringify(await query({}))).not.toContain('Paris');
    expect(await query({ fields: ['balance'] })).toMatchObject({ isError: true });
    const sql = await client.callTool({
      name: 'faucet_raw_sql',
      arguments: { service: 'demo', sql: 'SELECT * FROM customers' },
    });
    expect(sql.isError).toBe(true);
    await client.close();
  });
});

describe('the audit log', () => {
  it('knows of refused accesses and administrative changes, and no secrets', async () => {
    await ask('countries');
    const log = await faucet.request('/api/v1/system/audit?limit=1000');
    const entries = log.json<{ resource: { action: string; outcome: string; target: string }[] }>();
    expect(entries.resource).toContainEqual(
      expect.objectContaining({ outcome: 'refused', target: 'demo/_table/countries' }),
    );
    expect(entries.resource.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['role.created', 'key.created', 'admin.created', 'service.created']),
    );
    expect(log.text).not.toContain(key);
  });
});

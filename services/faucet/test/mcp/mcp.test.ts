import { openSqlite } from '@aquifer/sqlite';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

/** MCP as agents use it: the official SDK's client over Streamable HTTP (contract §14). */

let faucet: TestFaucet;
let client: Client;

beforeAll(async () => {
  faucet = await startFaucet();
  await faucet.request('/api/v1/system/service/demo', {
    method: 'PUT',
    body: { raw_sql_allowed: true },
  });
  client = await connect(await faucet.keyFor());
});
afterAll(async () => {
  await client.close();
  await faucet.stop();
});

async function connect(key: string): Promise<Client> {
  const transport = new StreamableHTTPClientTransport(new URL(`${faucet.url}/mcp`), {
    requestInit: { headers: { 'x-api-key': key } },
  });
  const made = new Client({ name: 'test', version: '1' });
  await made.connect(transport);
  return made;
}

interface ToolText {
  readonly isError: boolean;
  readonly text: string;
}

const call = async (name: string, args: object, as = client): Promise<ToolText> => {
  const result = await as.callTool({ name, arguments: { ...args } });
  const [first] = result.content as { text: string }[];
  return { isError: result.isError === true, text: first?.text ?? '' };
};

const value = async (name: string, args: object): Promise<unknown> => {
  const { isError, text } = await call(name, args);
  expect({ isError, text }).toMatchObject({ isError: false });
  return JSON.parse(text);
};

describe('tools', () => {
  it('lists eight, marked as reading or writing', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
      ['faucet_list_services', true],
      ['faucet_list_tables', true],
      ['faucet_describe_table', true],
      ['faucet_query', true],
      ['faucet_insert', false],
      ['faucet_update', false],
      ['faucet_delete', false],
      ['faucet_raw_sql', false],
    ]);
  });

  it('finds services, tables and columns', async () => {
    expect(await value('faucet_list_services', {})).toMatchObject([
      { name: 'demo', driver: 'sqlite' },
    ]);
    const tables = await value('faucet_list_tables', { service: 'demo' });
    expect(tables).toContainEqual(expect.objectContaining({ name: 'adults', type: 'view' }));
    const described = await value('faucet_describe_table', { service: 'demo', table: 'orders' });
    expect(described).toMatchObject({ name: 'orders', primary_key: ['id'] });
  });

  it('queries, inserts, updates and deletes', async () => {
    const place = { service: 'demo', table: 'customers' };
    expect(
      await value('faucet_query', { ...place, fields: ['id'], filter: 'id < 3', order: 'id DESC' }),
    ).toEqual({ records: [{ id: 2 }, { id: 1 }], count: 2, limit: 25, offset: 0 });
    const records = [{ name: 'M', email: 'm@x' }];
    expect(await value('faucet_insert', { ...place, records })).toMatchObject({ count: 1 });
    const filter = "email = 'm@x'";
    expect(
      await value('faucet_update', { ...place, filter, record: { city: 'Bari' } }),
    ).toMatchObject({
      count: 1,
      updated: [{ city: 'Bari' }],
    });
    expect(await value('faucet_delete', { ...place, filter })).toEqual({ deleted: 1 });
  });

  it('refuses to update or delete without a condition', async () => {
    const args = { service: 'demo', table: 'customers', filter: ' ' };
    expect((await call('faucet_delete', args)).isError).toBe(true);
    expect((await call('faucet_update', { ...args, record: { city: 'x' } })).isError).toBe(true);
  });

  it('runs raw SQL with parameters and tells when rows were cut', async () => {
    const result = await value('faucet_raw_sql', {
      service: 'demo',
      sql: 'SELECT id FROM customers WHERE id > ? ORDER BY id',
      params: [10],
      limit: 2,
    });
    expect(result).toMatchObject({ records: [{ id: 11 }, { id: 12 }], count: 2, truncated: true });
  });

  it('lets raw SQL only read on a read-only service', async () => {
    const change = (read_only: boolean) =>
      faucet.request('/api/v1/system/service/demo', { method: 'PUT', body: { read_only } });
    await change(true);
    const read = await call('faucet_raw_sql', { service: 'demo', sql: 'SELECT 7 AS n' });
    const written = await call('faucet_raw_sql', { service: 'demo', sql: 'DELETE FROM countries' });
    await change(false);
    expect(read).toMatchObject({ isError: false, text: expect.stringContaining('"n": 7') });
    expect(written).toMatchObject({ isError: true, text: expect.stringContaining('read-only') });
  });

  it('interrupts raw SQL that does not end, while others are answered', async () => {
    const endless = call('faucet_raw_sql', {
      service: 'demo',
      sql: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
      timeout: 1,
    });
    expect((await faucet.request('/healthz')).status).toBe(200);
    expect((await faucet.request('/api/v1/demo/_table/customers/1')).status).toBe(200);
    const { isError, text } = await endless;
    expect([isError, text]).toEqual([true, expect.stringContaining('stopped after 1 second')]);
  });

  it('names what would have worked', async () => {
    const unknownTable = await call('faucet_query', { service: 'demo', table: 'clients' });
    expect(unknownTable).toMatchObject({
      isError: true,
      text: expect.stringContaining('customers'),
    });
    const unknownColumn = await call('faucet_query', {
      service: 'demo',
      table: 'customers',
      filter: 'surname = 1',
    });
    expect(unknownColumn.text).toContain('email');
  });

  it('keeps to what the role of the key permits', async () => {
    const narrow = await connect(
      await faucet.keyFor({ service_name: 'demo', component: '_table/countries', verb_mask: 1 }),
    );
    const refused = await call('faucet_query', { service: 'demo', table: 'customers' }, narrow);
    expect(refused).toMatchObject({ isError: true, text: expect.not.stringContaining('email') });
    const sql = await call('faucet_raw_sql', { service: 'demo', sql: 'SELECT 1' }, narrow);
    expect(sql.isError).toBe(true);
    await narrow.close();
  });
});

describe('resources', () => {
  it('reads the list of services and the schema of one', async () => {
    const services = await client.readResource({ uri: 'faucet://services' });
    expect(JSON.stringify(services)).toContain('demo');
    const schema = await client.readResource({ uri: 'faucet://schema/demo' });
    expect(JSON.stringify(schema)).toContain('order_items');
  });

  it('refuses as tools do, and both are in the audit log', async () => {
    const key = await faucet.keyFor({
      service_name: 'demo',
      component: '_table/countries',
      verb_mask: 1,
    });
    const narrow = await connect(key);
    const reading = narrow.readResource({ uri: 'faucet://schema/demo' });
    await expect(reading).rejects.toThrow(
      /-32603: Role ".*" does not permit GET on demo\/_schema$/,
    );
    await call('faucet_describe_table', { service: 'demo', table: 'orders' }, narrow);
    await narrow.close();
    const audit = await faucet.request('/api/v1/system/audit?outcome=refused');
    const seen = audit
      .json<{ resource: { actor: string; target: string }[] }>()
      .resource.filter(({ actor }) => actor === `key:${key.slice(0, 15)}`)
      .map(({ target }) => target);
    expect(seen.toSorted()).toEqual(['demo/_schema', 'demo/_schema/orders']);
  });
});

describe('the endpoint', () => {
  const post = (rawBody: string, headers = {}): ReturnType<TestFaucet['request']> =>
    faucet.request('/mcp', { method: 'POST', rawBody, headers });

  it('asks for a credential', async () => {
    const answer = await faucet.request('/mcp', { method: 'POST', rawBody: '{}', as: 'nobody' });
    expect(answer.status).toBe(401);
  });

  it('gives a session at initialize and asks for it afterwards', async () => {
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'curl', version: '0' },
    };
    const started = await post(
      JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'initialize', params }),
    );
    expect(started.status).toBe(200);
    expect(started.json()).toMatchObject({
      id: 3,
      result: { protocolVersion: '2025-06-18', serverInfo: { name: 'Faucet Database API' } },
    });
    const session = started.headers.get('mcp-session-id') ?? '';
    const list = JSON.stringify({ jsonrpc: '2.0', id: 4, method: 'tools/list' });
    expect((await post(list, { 'mcp-session-id': session })).status).toBe(200);
    const without = await post(list);
    expect([without.status, without.text]).toEqual([404, 'Invalid session ID\n']);
    expect((await post(list, { 'mcp-session-id': `${session}0` })).status).toBe(404);
  });

  it('refuses batches, which would pass the rate limit as one request', async () => {
    const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'initialize' });
    const answer = await faucet.request('/mcp', { method: 'POST', body: [ping(1), ping(2)] });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32600 } });
  });

  it('answers bad JSON and unknown methods as JSON-RPC errors', async () => {
    const bad = await post('{');
    expect([bad.status, bad.json()]).toEqual([
      400,
      expect.objectContaining({ error: { code: -32_700, message: 'Parse error' } }),
    ]);
  });
});

describe('a table that somebody changed past Faucet', () => {
  const place = { service: 'demo', table: 'orders' };
  const change = (sql: string): void => {
    const database = openSqlite(faucet.databasePath);
    database.exec(sql);
    database.close();
  };

  it('is described and read as it is now', async () => {
    await value('faucet_describe_table', place);
    change('ALTER TABLE orders ADD COLUMN channel TEXT');
    expect((await call('faucet_describe_table', place)).text).toContain('"channel"');
    expect((await call('faucet_list_tables', { service: 'demo' })).text).toContain('"channel"');
    const schema = await client.readResource({ uri: 'faucet://schema/demo' });
    expect(JSON.stringify(schema)).toContain('channel');
    expect(await value('faucet_query', { ...place, fields: ['channel'], limit: 1 })).toMatchObject({
      records: [{ channel: null }],
    });
  });

  it('is written to as it is now', async () => {
    change('ALTER TABLE orders ADD COLUMN origin TEXT');
    const filter = 'id = 1';
    const record = { origin: 'shop' };
    expect(await value('faucet_update', { ...place, filter, record })).toMatchObject({
      updated: [{ id: 1, origin: 'shop' }],
    });
  });
});

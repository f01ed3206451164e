import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

/** The examples of the contract, §19, by their numbers, on SQLite and over HTTP. */

let faucet: TestFaucet;
const customers = '/api/v1/demo/_table/customers';

beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

const query = (parameters: Record<string, string>): string =>
  `${customers}?${new URLSearchParams(parameters).toString()}`;

interface List {
  readonly resource: readonly Record<string, unknown>[];
  readonly meta: Record<string, unknown>;
}

const list = async (parameters: Record<string, string>): Promise<List> =>
  (await faucet.request(query(parameters))).json<List>();

const refusal = async (parameters: Record<string, string>): Promise<string> => {
  const answer = await faucet.request(query(parameters));
  expect(answer.status).toBe(400);
  return answer.json<{ error: { message: string } }>().error.message;
};

describe('health and sessions', () => {
  it('1, 2: answers health without a credential', async () => {
    const health = await faucet.request('/healthz', { as: 'nobody' });
    expect([health.status, health.text]).toEqual([200, '{"status":"ok"}\n']);
    const ready = await faucet.request('/readyz', { as: 'nobody' });
    expect(ready.json()).toEqual({ checks: { demo: 'ok' }, status: 'ok' });
  });

  it('46: answers HEAD on health without a body', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await faucet.request(path, { method: 'HEAD', as: 'nobody' });
      expect([answer.status, answer.text]).toEqual([200, '']);
    }
  });

  it('3: says whether setup is needed', async () => {
    const answer = await faucet.request('/api/v1/setup', { as: 'nobody' });
    expect(answer.json()).toEqual({ needs_setup: false, setup_complete: true });
  });

  it('4: refuses a wrong password with the same words as an unknown user', async () => {
    for (const email of ['admin@example.com', 'nobody@example.com']) {
      const answer = await faucet.request('/api/v1/system/admin/session', {
        method: 'POST',
        as: 'nobody',
        body: { email, password: 'bad' },
      });
      expect(answer.status).toBe(401);
      expect(answer.json<{ error: object }>().error).toMatchObject({
        code: 401,
        message: 'Invalid credentials',
      });
    }
  });

  it('6: asks for a credential', async () => {
    const answer = await faucet.request(customers, { as: 'nobody' });
    expect(answer.status).toBe(401);
    expect(answer.json<{ error: object }>().error).toMatchObject({
      message: 'Authentication required. Provide X-API-Key header or Bearer token.',
    });
  });
});

describe('reading', () => {
  it('7: lists base tables by name', async () => {
    const answer = await faucet.request('/api/v1/demo/_table');
    expect(answer.json()).toEqual({
      resource: ['blobs', 'countries', 'customers', 'order_items', 'orders'].map((name) => ({
        name,
      })),
    });
  });

  it('8: renders rows exactly and says where the page is', async () => {
    const { resource, meta } = await list({ limit: '1' });
    expect(resource).toEqual([
      {
        id: 1,
        name: 'Customer 0001',
        email: 'c1@example.com',
        age: 19,
        city: 'Paris',
        balance: 1.25,
        is_active: 1,
        created_at: '2024-02-11T08:00:00Z',
        notes: null,
      },
    ]);
    expect(meta).toMatchObject({ count: 1, limit: 1, offset: 0 });
  });

  it('10: filters, pages and counts', async () => {
    const { resource, meta } = await list({
      filter: '(id > 10) AND (age < 30)',
      fields: 'id',
      limit: '3',
      include_count: 'true',
    });
    expect(resource).toEqual([{ id: 11 }, { id: 60 }, { id: 61 }]);
    expect(meta['total']).toBe(97);
  });

  it('11: binds AND tighter than OR', async () => {
    const { resource } = await list({ filter: 'id = 1 OR id = 2 AND id = 3', fields: 'id' });
    expect(resource).toEqual([{ id: 1 }]);
  });

  it('12: reads a doubled quote as one', async () => {
    const { meta } = await list({ filter: "city = 'L''Aquila'", limit: '100' });
    expect(meta['count']).toBe(71);
  });

  it('13, 14, 17, 18, 19, 49: names what is wrong with a parameter', async () => {
    expect(await refusal({ filter: 'id==5' })).toMatch(/^Invalid filter: .*position 3/);
    expect(await refusal({ filter: 'id = 1; DROP TABLE customers' })).toMatch(/";".*position 6/);
    expect(await refusal({ fields: 'city,COUNT(*)' })).toMatch(/"city".*group/);
    expect(await refusal({ fields: '*' })).toMatch(/^Invalid fields parameter/);
    expect(await refusal({ order: 'id sideways' })).toMatch(/"sideways"/);
    expect(await refusal({ fields: 'nope' })).toMatch(/nope/);
  });

  it('15, 16: groups and aggregates', async () => {
    const grouped = await list({ fields: 'city,COUNT(*) AS n', group: 'city', order: 'n DESC' });
    expect(grouped.resource).toHaveLength(7);
    expect(grouped.resource[0]).toMatchObject({ n: 72 });
    const { resource } = await list({ fields: 'sum(balance),avg(balance) AS a,min(id),MAX(id)' });
    expect(resource).toEqual([{ sum_balance: 156_562.5, a: 313.125, min_id: 1, max_id: 500 }]);
  });

  it('20: answers 404 for an unknown table, sqlite_master included', async () => {
    for (const table of ['nope', 'sqlite_master', 'CUSTOMERS']) {
      expect((await faucet.request(`/api/v1/demo/_table/${table}`)).status).toBe(404);
    }
  });

  it('21: streams NDJSON', async () => {
    const answer = await faucet.request(query({ limit: '2', fields: 'id,name', order: 'id' }), {
      headers: { accept: 'application/x-ndjson' },
    });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.text).toBe('{"id":1,"name":"Customer 0001"}\n{"id":2,"name":"Customer 0002"}\n');
  });
});

describe('writing', () => {
  it('22, 23, 24: inserts, and tells conflicts from missing values', async () => {
    const body = { name: 'A', email: 'a1@x' };
    const inserted = await faucet.request(customers, { method: 'POST', body });
    expect(inserted.status).toBe(201);
    expect(inserted.json<List>().resource[0]).toMatchObject({ ...body, age: null, is_active: 1 });
    const again = await faucet.request(customers, { method: 'POST', body });
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('email')]);
    const missing = await faucet.request(customers, { method: 'POST', body: { email: 'n2@x' } });
    expect([missing.status, missing.text]).toEqual([400, expect.stringContaining('name')]);
  });

  it.each(['[]', '{}', 'null', '3', '', '[1]', '{"a"', '{"resource":[]}'])(
    '25: refuses the body %s',
    async (rawBody) => {
      const answer = await faucet.request(customers, { method: 'POST', rawBody });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('Invalid request body');
    },
  );

  it('26, 27: continues past a failure only when asked to', async () => {
    const path = '/api/v1/demo/_table/countries';
    const body = [
      { code: 'IT', name: 'Italy' },
      { code: 'DE', name: 'Germany' },
      { code: 'PT', name: 'Portugal' },
    ];
    const refused = await faucet.request(path, { method: 'POST', body });
    expect(refused.status).toBe(409);
    const continued = await faucet.request(`${path}?continue=true`, { method: 'POST', body });
    expect(continued.status).toBe(200);
    expect(continued.json<List>()).toMatchObject({
      resource: [{ code: 'IT' }, { error: { code: 409 } }, { code: 'PT' }],
      meta: { count: 3, succeeded: 2, failed: 1, errors: [1] },
    });
  });

  it('28: updates each record by its key and answers {} for none', async () => {
    const body = [
      { id: 1, city: 'X' },
      { id: 99_999, city: 'Y' },
    ];
    const answer = await faucet.request(customers, { method: 'PUT', body });
    expect(answer.json<List>()).toMatchObject({ resource: [{ id: 1, city: 'X' }, {}] });
  });

  it('29, 30: patches what ids select, and refuses to patch everything', async () => {
    const patched = await faucet.request(`${customers}?ids=12,13`, {
      method: 'PATCH',
      body: { city: 'P' },
    });
    expect(patched.json<List>().resource).toHaveLength(2);
    const refused = await faucet.request(customers, { method: 'PATCH', body: { city: 'P' } });
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('Filter or IDs required for update'),
    ]);
  });

  it('31, 32, 33, 48: deletes only what filter and ids select together', async () => {
    expect((await faucet.request(customers, { method: 'DELETE' })).status).toBe(400);
    const byIds = await faucet.request(`${customers}?ids=31,32,99999`, { method: 'DELETE' });
    expect(byIds.json<List>().meta).toMatchObject({ count: 2 });
    const byBody = await faucet.request(customers, {
      method: 'DELETE',
      body: { resource: [{ id: 34 }, { id: 35 }] },
    });
    expect(byBody.json<List>().meta).toMatchObject({ count: 2 });
    const both = await faucet.request(query({ filter: 'id = 37 OR id = 38', ids: '38' }), {
      method: 'DELETE',
    });
    expect(both.json<List>().meta).toMatchObject({ count: 1 });
  });

  it('47: does not let PUT carry SQL in its filter', async () => {
    const answer = await faucet.request(query({ filter: '1=1' }), {
      method: 'PUT',
      body: { city: 'everywhere' },
    });
    expect(answer.status).toBe(400);
    const { meta } = await list({ filter: "city = 'everywhere'" });
    expect(meta['count']).toBe(0);
  });
});

describe('values', () => {
  it('keeps 64-bit integers and bytes exact, both ways', async () => {
    const path = '/api/v1/demo/_table/blobs';
    const read = await faucet.request(`${path}/1`);
    expect(read.text).toBe('{"id":1,"data":"AP8Q","big":9223372036854775807}\n');
    const written = await faucet.request(path, {
      method: 'POST',
      rawBody: '{"id":7,"data":"/w==","big":-9007199254740993}',
    });
    expect(written.text).toContain('{"id":7,"data":"/w==","big":-9007199254740993}');
  });

  it('renders JSON columns as JSON', async () => {
    const answer = await faucet.request('/api/v1/demo/_table/orders?fields=details&order=id');
    expect(answer.json<List>().resource).toEqual([
      { details: { gift: true } },
      { details: null },
      { details: [1, 2] },
    ]);
  });
});

describe('administration', () => {
  it('34: saves a service whose database is away, and says so without the DSN', async () => {
    const answer = await faucet.request('/api/v1/system/service', {
      method: 'POST',
      body: { name: 'bad', driver: 'postgres', dsn: 'postgres://u:p@ss@127.0.0.1:1/db' },
    });
    expect(answer.status).toBe(201);
    expect(answer.json()).toHaveProperty('connection_warning');
    expect(answer.text).not.toContain('p@ss');
    expect((await faucet.request('/readyz')).status).toBe(503);
    await faucet.request('/api/v1/system/service/bad', { method: 'DELETE' });
    expect((await faucet.request('/readyz')).status).toBe(200);
  });

  it('35 to 38: a key does what its role permits and nothing else', async () => {
    const key = await faucet.keyFor({ service_name: 'demo', component: '_table/*', verb_mask: 1 });
    expect(key).toMatch(/^faucet_[0-9a-f]{64}$/);
    expect((await faucet.request(customers, { as: key })).status).toBe(200);
    const refused = await faucet.request(customers, { as: key, method: 'POST', body: {} });
    expect(refused.status).toBe(403);
    expect(refused.json<{ error: object }>().error).toMatchObject({
      message: expect.stringMatching(
        /^Role "role-\d+" does not permit POST on demo\/_table\/customers$/,
      ),
      context: { component: '_table/customers', service: 'demo', verb: 'POST' },
    });
    const system = await faucet.request('/api/v1/system/service', { as: key });
    expect([system.status, system.text]).toEqual([
      403,
      expect.stringContaining('Admin access required'),
    ]);
    expect((await faucet.request('/api/v1/nowhere/_table/x', { as: key })).status).toBe(403);
  });

  it('39: keeps a read-only service read-only, for administrators too', async () => {
    const change = (read_only: boolean): Promise<unknown> =>
      faucet.request('/api/v1/system/service/demo', { method: 'PUT', body: { read_only } });
    await change(true);
    const answer = await faucet.request(customers, { method: 'POST', body: { name: 'x' } });
    await change(false);
    expect(answer.status).toBe(403);
    expect(answer.json<{ error: object }>().error).toMatchObject({
      message: 'Service demo is read-only; POST is not permitted',
      context: { service: 'demo', verb: 'POST' },
    });
  });

  it('revokes a key at once', async () => {
    const key = await faucet.keyFor();
    const keys = await faucet.request('/api/v1/system/api-key');
    const { id } = keys.json<{ resource: { id: number }[] }>().resource[0] ?? { id: 0 };
    await faucet.request(`/api/v1/system/api-key/${id}`, { method: 'DELETE' });
    expect((await faucet.request(customers, { as: key })).status).toBe(401);
  });
});

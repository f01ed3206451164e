import { createClient } from '@aquifer/estuary-client';
import type { EstuaryClient } from '@aquifer/estuary-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from './support/error-of.ts';
import { startEstuary } from './support/start-estuary.ts';

let client: EstuaryClient;
let url: string;

beforeEach(async () => {
  ({ url } = await startEstuary());
  client = createClient({ url });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('items', () => {
  it('are created, read, changed and removed', async () => {
    const item = await client.create({ name: ' Widget ' });
    expect(item).toEqual({
      id: expect.any(String),
      name: 'Widget',
      description: null,
      created_at: time,
      updated_at: time,
      version: 1,
    });
    expect(await client.get(item.id)).toEqual(item);
    const updated = await client.update(item.id, { description: 'round' });
    expect(updated).toMatchObject({ name: 'Widget', description: 'round', version: 2 });
    const patched = await client.patch(item.id, { description: null });
    expect(patched).toMatchObject({ description: null, version: 3 });
    expect(await client.remove(item.id)).toBeUndefined();
    expect(await errorOf(client.get(item.id))).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('are listed a page at a time, by what is asked for', async () => {
    for (const name of ['a', 'b', 'ba']) await client.create({ name });
    const page = await client.list({ limit: 2, name_prefix: 'b', sort: '-name' });
    expect(page).toMatchObject({ total: 2, limit: 2, items: [{ name: 'ba' }, { name: 'b' }] });
    expect(await client.list({ offset: 2, total: false, include: 'version' })).toMatchObject({
      total: null,
      items: [{ name: 'ba', version: 1 }],
    });
  });

  it('are walked through once each, though others come and go', async () => {
    const items = [];
    for (let n = 0; n < 7; n += 1) items.push(await client.create({ name: String(n) }));
    const seen: string[] = [];
    for await (const { id, name } of client.walk({ limit: 2 })) {
      seen.push(name);
      await client.remove(id);
      if (name === '6') break;
      await client.create({ name: `late ${name}` });
    }
    expect(seen).toEqual(items.map(({ name }) => name));
    expect(await collect(client.walk({ name: 'nobody' }))).toEqual([]);
  });

  it('are changed only in the version that is known', async () => {
    const { id, version } = await client.create({ name: 'a' });
    await client.update(id, { name: 'b' }, { ifMatch: version });
    const error = await errorOf(client.update(id, { name: 'c' }, { ifMatch: version }));
    expect(error).toMatchObject({ code: 'PRECONDITION_FAILED', status: 412, version: 2 });
    expect((await errorOf(client.remove(id, { ifMatch: 1 }))).code).toBe('PRECONDITION_FAILED');
    await client.patch(id, { name: 'd' }, { ifMatch: '*' });
    await client.remove(id, { ifMatch: 3 });
  });

  it('are made once for a key', async () => {
    const options = { idempotencyKey: 'order-7' };
    const first = await client.create({ name: 'a' }, options);
    expect(await client.create({ name: 'a' }, options)).toEqual(first);
    const error = await errorOf(client.create({ name: 'b' }, options));
    expect(error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
    expect((await client.list()).total).toBe(1);
    // Without one, two calls are two deeds.
    await client.create({ name: 'a' });
    expect((await client.list()).total).toBe(2);
  });

  it('are changed together, or not at all', async () => {
    const { id } = await client.create({ name: 'a' });
    const results = await client.batch([
      { op: 'create', item: { name: 'b' } },
      { op: 'update', id, if_match: 1, item: { name: 'c' } },
      { op: 'delete', id },
    ]);
    expect(results.map(({ op, version }) => [op, version])).toEqual([
      ['create', 1],
      ['update', 2],
      ['delete', 2],
    ]);
    const error = await errorOf(
      client.batch([
        { op: 'create', item: { name: 'd' } },
        { op: 'delete', id },
      ]),
    );
    expect(error).toMatchObject({ code: 'NOT_FOUND', index: 1 });
    expect((await client.list()).total).toBe(1);
  });
});

describe('errors', () => {
  it('say what is wrong with which field, and which request it was', async () => {
    const error = await errorOf(client.create({ name: '' }));
    expect(error).toMatchObject({
      name: 'EstuaryError',
      code: 'VALIDATION_ERROR',
      status: 422,
      message: 'Validation failed',
      validationErrors: [{ field: 'name', code: 'length' }],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((await errorOf(client.list({ limit: 101 }))).validationErrors).toEqual([]);
  });

  it('say how long to wait, where the server does', async () => {
    const limited = await startEstuary({ RATE_LIMIT_MAX_REQUESTS: '1' });
    const once = createClient({ url: limited.url, retry: { attempts: 1 } });
    await once.list();
    const error = await errorOf(once.list());
    expect(error).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', status: 429 });
    expect(error.retryAfter).toBeGreaterThan(0);
  });

  it('tell another server from Estuary', async () => {
    const answers = [new Response('<html>', { status: 200 }), new Response('no', { status: 404 })];
    const fetch = async (): Promise<Response> => answers.shift() ?? Response.error();
    const other = createClient({ url: 'http://127.0.0.1:9', fetch });
    expect(await errorOf(other.list())).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 200 });
    expect(await errorOf(other.list())).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 404 });
  });
});

describe('a token', () => {
  it('is sent with each request, and asked for where it is a function', async () => {
    const sent: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      sent.push(new Headers(init?.headers).get('authorization'));
      return globalThis.fetch(input, init);
    };
    let count = 0;
    const token = async (): Promise<string> => `t${(count += 1)}`;
    const fresh = createClient({ url: `${url}/`, token, fetch });
    await fresh.create({ name: 'a' });
    await fresh.list();
    await createClient({ url, token: 'fixed', fetch }).list();
    await createClient({ url, fetch }).list();
    expect(sent).toEqual(['Bearer t1', 'Bearer t2', 'Bearer fixed', null]);
  });

  it('that is missing is told', async () => {
    const secured = await startEstuary({ AUTH_ENABLED: 'true', JWT_SECRET: 'k'.repeat(32) });
    const error = await errorOf(createClient({ url: secured.url }).list());
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    const bad = createClient({ url: secured.url, token: 'a.b.c' });
    expect((await errorOf(bad.list())).message).toBe('Invalid authentication token');
    await expect(bad.changes().next()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { Answer, RunningEstuary } from '../support/running-estuary.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('items', () => {
  let estuary: RunningEstuary;
  beforeEach(async () => {
    estuary = await estuaryOfTest();
  });
  const put = (id: string, body: object, headers: Record<string, string> = {}) =>
    estuary.request(`/api/v1/items/${id}`, { method: 'PUT', body, headers });

  it('are created trimmed, with all five keys in order, and found where Location says', async () => {
    const { status, headers, text, json } = await estuary.request('/api/v1/items', {
      method: 'POST',
      body: { name: '  Widget ', description: '  ' },
    });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/json');
    const item = json as Record<string, string | null>;
    expect(Object.keys(item)).toEqual(['id', 'name', 'description', 'created_at', 'updated_at']);
    expect(item).toMatchObject({ name: 'Widget', description: null });
    expect(item['id']).toMatch(uuid);
    expect(item['created_at']).toMatch(stamp);
    expect(item['updated_at']).toBe(item['created_at']);
    expect(headers.get('location')).toBe(`/api/v1/items/${item['id']}`);
    const found = await estuary.request(headers.get('location') ?? '');
    expect(found.text).toBe(text);
    expect(found.headers.get('etag')).toBe('"1"');
  });

  it('are updated in part; null clears a description, and times only grow', async () => {
    const made = await estuary.create({ name: 'a', description: 'b' });
    const first = await put(made.id, { name: ' c ' });
    expect(first.json).toMatchObject({ id: made.id, name: 'c', description: 'b' });
    const second = await put(made.id, { description: null });
    expect(second.json).toMatchObject({ name: 'c', description: null });
    const third = await put(made.id, {});
    const times = [made, first.json, second.json, third.json].map(
      (item) => (item as { updated_at: string }).updated_at,
    );
    expect(times.toSorted()).toEqual(times);
    expect(new Set(times).size).toBe(4);
    expect(third.json).toMatchObject({ created_at: made.created_at });
    const patched = await estuary.request(`/api/v1/items/${made.id}`, {
      method: 'PATCH',
      body: '{"name":"d"}',
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect(patched.json).toMatchObject({ name: 'd' });
    expect(patched.headers.get('etag')).toBe('"5"');
  });

  it('are deleted once, without a body', async () => {
    const { id } = await estuary.create({ name: 'a' });
    const gone = await estuary.request(`/api/v1/items/${id}`, { method: 'DELETE' });
    expect([gone.status, gone.text, gone.headers.get('content-type')]).toEqual([204, '', null]);
    const again = await estuary.request(`/api/v1/items/${id}`, { method: 'DELETE' });
    expect(again.status).toBe(404);
    expect(again.json).toMatchObject({ error: 'NOT_FOUND', message: 'Item not found' });
  });

  it.each(['nothing', '7', '%00x', 'a b', '..'])('are not found under %j', async (id) => {
    const { status, json } = await estuary.request(`/api/v1/items/${encodeURIComponent(id)}`);
    expect([400, 404]).toContain(status);
    expect(json).toMatchObject({ error: status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST' });
  });

  it('are listed in the order of their creation, with totals', async () => {
    for (const name of ['e', 'a', 'd', 'b', 'c']) await estuary.create({ name });
    const { json } = await estuary.request('/api/v1/items?limit=2&offset=2');
    const page = json as { items: { name: string }[] };
    expect(Object.keys(page)).toEqual(['items', 'total', 'limit', 'offset']);
    expect(page).toMatchObject({ total: 5, limit: 2, offset: 2 });
    expect(page.items.map(({ name }) => name)).toEqual(['d', 'b']);
    const past = await estuary.request('/api/v1/items?offset=9&unknown=1&limit=1&limit=3');
    expect(past.json).toEqual({ items: [], total: 5, limit: 3, offset: 9 });
  });

  it.each(['limit=0', 'limit=101', 'limit=1.5', 'limit=-1', 'limit=x', 'offset=-1', 'offset=1e3'])(
    'are not listed by %s',
    async (query) => {
      const { status, json } = await estuary.request(`/api/v1/items?${query}`);
      expect(status).toBe(400);
      expect(json).toMatchObject({ error: 'BAD_REQUEST' });
    },
  );

  it('have one winner among those who change the same version', async () => {
    const { id } = await estuary.create({ name: 'a' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => put(id, { name: `w${n}` }, { 'if-match': '"1"' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const lost = answers.find(({ status }) => status !== 200);
    expect(lost?.status).toBe(412);
    expect(lost?.headers.get('etag')).toBe('"2"');
    expect(lost?.json).toMatchObject({ error: 'PRECONDITION_FAILED' });
    const stale = await estuary.request(`/api/v1/items/${id}`, {
      method: 'DELETE',
      headers: { 'if-match': 'W/"2"' },
    });
    expect(stale.status).toBe(412);
  });

  it('are made under an id of the client that nobody has', async () => {
    const id = '0198c1d2-0000-7000-8000-000000000001';
    const made = await put(id, { name: 'a' }, { 'if-none-match': '*' });
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v1/items/${id}`]);
    const again = await put(id, { name: 'b' }, { 'if-none-match': '*' });
    expect([again.status, again.headers.get('etag')]).toEqual([412, made.headers.get('etag')]);
    expect((await put('x', { name: 'b' }, { 'if-none-match': '*' })).status).toBe(400);
  });

  it('are no others that had their id, though versions of those are still known', async () => {
    const { id } = await estuary.create({ name: 'first' });
    const known = ['"1"'];
    const remember = ({ headers }: Answer): unknown => known.push(headers.get('etag') ?? '');
    remember(await put(id, { name: 'changed' }, {}));
    for (const name of ['second', 'third', 'fourth']) {
      const removed = await estuary.request(`/api/v1/items/${id}`, { method: 'DELETE' });
      expect(removed.status).toBe(204);
      const made = await put(id, { name }, { 'if-none-match': '*' });
      expect(made.status).toBe(201);
      const mistaken = await put(id, { name: 'x' }, { 'if-match': known.join(', ') });
      expect([mistaken.status, mistaken.headers.get('etag')]).toEqual([
        412,
        made.headers.get('etag'),
      ]);
      remember(made);
      remember(await put(id, {}, { 'if-match': made.headers.get('etag') ?? '' }));
    }
    expect(new Set(known).size).toBe(known.length);
  });

  it('are not sent again to those who have them', async () => {
    const { id } = await estuary.create({ name: 'a' });
    const same = await estuary.request(`/api/v1/items/${id}`, {
      headers: { 'if-none-match': '"7", W/"1"' },
    });
    expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', '"1"']);
  });

  it('are made once for each Idempotency-Key, and the first answer is repeated', async () => {
    const post = (body: object, key = 'k-1') =>
      estuary.request('/api/v1/items', {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key },
      });
    const first = await post({ name: 'a' });
    const again = await post({ name: 'a' });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    const other = await post({ name: 'b' });
    expect([other.status, other.json]).toMatchObject([422, { error: 'IDEMPOTENCY_KEY_REUSED' }]);
    const many = await Promise.all(Array.from({ length: 100 }, () => post({ name: 'c' }, 'k-2')));
    expect(new Set(many.map(({ status }) => status)).has(201)).toBe(true);
    expect(many.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect((await estuary.request('/api/v1/items')).json).toMatchObject({ total: 2 });
    expect((await post({ name: 'x' }, 'with space')).status).toBe(400);
  });

  it('are walked by cursors that stay where they are while items come and go', async () => {
    for (let n = 0; n < 25; n += 1) await estuary.create({ name: `n${n}` });
    const seen: string[] = [];
    let path: string | undefined = '/api/v1/items?cursor=&limit=10&sort=-name&total=false';
    while (path !== undefined) {
      const { json, headers } = await estuary.request(path);
      const page = json as { items: { id: string; name: string }[]; total: null };
      expect(page.total).toBeNull();
      seen.push(...page.items.map(({ name }) => name));
      path = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      await estuary.request(`/api/v1/items/${page.items[0]?.id}`, { method: 'DELETE' });
      await estuary.create({ name: 'zz' });
    }
    expect(seen).toEqual(
      Array.from({ length: 25 }, (_, n) => `n${n}`)
        .toSorted()
        .toReversed(),
    );
  });

  it('are filtered, and strict lists refuse what they do not know', async () => {
    for (const name of ['ab', 'ac', 'b']) await estuary.create({ name });
    const namesOf = async (query: string) => {
      const { json } = await estuary.request(`/api/v1/items?${query}`);
      return (json as { items: { name: string }[] }).items.map(({ name }) => name);
    };
    expect(await namesOf('name=ac')).toEqual(['ac']);
    expect(await namesOf('name_prefix=a&sort=-name')).toEqual(['ac', 'ab']);
    expect(await namesOf('updated_since=2999-01-01T00:00:00Z')).toEqual([]);
    expect((await estuary.request('/api/v1/items?color=red')).status).toBe(200);
    expect((await estuary.request('/api/v1/items?color=red&strict=true')).status).toBe(400);
    expect((await estuary.request('/api/v1/items?cursor=&offset=1')).status).toBe(400);
    expect((await estuary.request('/api/v1/items?cursor=forged')).status).toBe(400);
    expect((await estuary.request('/api/v1/items?sort=color')).status).toBe(400);
  });
});

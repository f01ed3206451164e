import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryDirectory } from '@aquifer/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { estuaryOfTest, startEstuary } from '../support/running-estuary.ts';
import type { Answer, RequestOptions, RunningEstuary } from '../support/running-estuary.ts';
import { signWithSecret } from '../support/sign-token.ts';

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    title: { type: 'string', minLength: 1, pattern: '^[A-Z]' },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' } },
  },
  required: ['title'],
  additionalProperties: false,
  $defs: { tag: { enum: ['home', 'work'] } },
};

interface CollectionItem {
  readonly id: string;
  readonly data: unknown;
}

const TASKS = '/api/v1/collections/tasks';
const ITEMS = `${TASKS}/items`;

let estuary: RunningEstuary;

const put = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  estuary.request(path, { method: 'PUT', body, headers });
const post = (body: unknown, headers: Record<string, string> = {}, path = ITEMS) =>
  estuary.request(path, { method: 'POST', body, headers });
const outcome = ({ status, json }: Answer): unknown => [
  status,
  (json as { error?: string } | undefined)?.error,
];
const problems = ({ json }: Answer): unknown =>
  (json as { details?: { validation_errors?: unknown } }).details?.validation_errors;

async function create(data: unknown): Promise<CollectionItem> {
  const answer = await post({ data });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json as CollectionItem;
}

beforeEach(async () => {
  estuary = await estuaryOfTest();
});

describe('a declaration of a collection', () => {
  it('is told as it was made, listed, and deleted', async () => {
    const made = await put(TASKS, schema);
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(TASKS);
    expect(made.json).toMatchObject({ name: 'tasks', schema });
    const got = await estuary.request(TASKS);
    expect([got.status, got.text]).toEqual([200, made.text]);
    const etag = got.headers.get('etag') ?? '';
    const again = await estuary.request(TASKS, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    await put('/api/v1/collections/a-1', {});
    const { collections } = (await estuary.request('/api/v1/collections')).json as {
      collections: { name: string }[];
    };
    expect(collections.map(({ name }) => name)).toEqual(['a-1', 'tasks']);
    expect((await estuary.request(TASKS, { method: 'DELETE' })).status).toBe(204);
    for (const path of [TASKS, ITEMS]) {
      expect(outcome(await estuary.request(path))).toEqual([404, 'NOT_FOUND']);
    }
    expect(outcome(await estuary.request(TASKS, { method: 'DELETE' }))).toEqual([404, 'NOT_FOUND']);
  });

  it.each(['items', 'Tasks', '1a', '-', 'a'.repeat(64), '%24collections', 'a.b'])(
    'may not have the name %s',
    async (name) => {
      expect(outcome(await put(`/api/v1/collections/${name}`, {}))).toEqual([400, 'BAD_REQUEST']);
      const listed = await estuary.request(`/api/v1/collections/${name}/items`);
      expect(outcome(listed)).toEqual([404, 'NOT_FOUND']);
    },
  );

  it('is changed by one who knows it as it is', async () => {
    expect(outcome(await put(TASKS, {}, { 'if-match': '"1"' }))).toEqual([404, 'NOT_FOUND']);
    const made = await put(TASKS, {}, { 'if-none-match': '*' });
    expect(made.status).toBe(201);
    const etag = made.headers.get('etag') ?? '';
    const changed = await put(TASKS, schema, { 'if-match': etag });
    expect([changed.status, changed.json]).toMatchObject([200, { schema }]);
    for (const headers of [{ 'if-match': etag }, { 'if-none-match': '*' }]) {
      expect(outcome(await put(TASKS, {}, headers))).toEqual([412, 'PRECONDITION_FAILED']);
    }
  });

  it('is another one when it is declared anew, for who knows the one before', async () => {
    const { headers } = await put(TASKS, {});
    const known = { 'if-match': headers.get('etag') ?? '' };
    expect((await estuary.request(TASKS, { method: 'DELETE', headers: known })).status).toBe(204);
    await delay(2);
    expect((await put(TASKS, {})).status).toBe(201);
    expect(outcome(await put(TASKS, schema, known))).toEqual([412, 'PRECONDITION_FAILED']);
  });

  it('is done once for a key', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await put(TASKS, schema, headers);
    const again = await put(TASKS, schema, headers);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(outcome(await put(TASKS, {}, headers))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const other = { 'idempotency-key': 'other' };
    const edition = async (body: object, key = {}): Promise<number> =>
      Number((await put(TASKS, body, key)).headers.get('etag')?.slice(1, -1));
    const made = Number(first.headers.get('etag')?.slice(1, -1));
    for (let round = 0; round < 2; round += 1) {
      expect(await edition({ minProperties: 1 }, other)).toBe(made + 1);
    }
    expect(await edition({})).toBe(made + 2);
    for (let round = 0; round < 2; round += 1) {
      const gone = await estuary.request(TASKS, { method: 'DELETE', headers: other });
      expect(gone.status).toBe(204);
    }
  });

  it('is refused where its schema cannot be kept to, with a pointer to each reason', async () => {
    const answer = await put(TASKS, {
      properties: { a: { type: 'text' }, 'b/c': { $ref: 'https://example.org/x' } },
      patternProperties: { '(a+)\\1': true },
      requierd: ['a'],
    });
    expect(outcome(answer)).toEqual([422, 'VALIDATION_ERROR']);
    const fields = (problems(answer) as { field: string }[]).map(({ field }) => field);
    expect(new Set(fields)).toEqual(
      new Set([
        '/requierd',
        '/patternProperties/(a+)\\1',
        '/properties/b~1c/$ref',
        '/properties/a/type',
      ]),
    );
  });
});

describe('items of a collection', () => {
  beforeEach(async () => void (await put(TASKS, schema)));

  it('are created, read, listed, updated and deleted like items', async () => {
    const made = await post({ data: { title: 'A', tags: ['home'] }, other: 1 });
    expect(made.status).toBe(201);
    const { id } = made.json as CollectionItem;
    const one = `${ITEMS}/${id}`;
    expect(made.headers.get('location')).toBe(one);
    expect(Object.keys(made.json as object)).toEqual(['id', 'data', 'created_at', 'updated_at']);
    expect((await estuary.request(one)).text).toBe(made.text);
    expect((await estuary.request(ITEMS)).json).toMatchObject({ items: [made.json], total: 1 });
    expect((await estuary.request('/api/v1/items')).json).toMatchObject({ total: 0 });
    const replaced = await put(one, { data: { title: 'B' } }, { 'if-match': '"1"' });
    expect(replaced.json).toMatchObject({ id, data: { title: 'B' } });
    expect((replaced.json as CollectionItem).data).toEqual({ title: 'B' });
    expect(outcome(await put(one, {}, { 'if-match': '"1"' }))).toEqual([
      412,
      'PRECONDITION_FAILED',
    ]);
    expect((await put(one, {})).json).toMatchObject({ data: { title: 'B' } });
    expect((await estuary.request(one, { method: 'DELETE' })).status).toBe(204);
    expect(outcome(await estuary.request(one))).toEqual([404, 'NOT_FOUND']);
    const own = `${ITEMS}/${crypto.randomUUID()}`;
    expect((await put(own, { data: { title: 'C' } }, { 'if-none-match': '*' })).status).toBe(201);
  });

  it('are merged by PATCH, and what comes of it must fit', async () => {
    const { id } = await create({ title: 'A', tags: ['home'] });
    const patch = (data: unknown, headers: Record<string, string> = {}) =>
      estuary.request(`${ITEMS}/${id}`, { method: 'PATCH', body: { data }, headers });
    const type = { 'content-type': 'application/merge-patch+json' };
    const merged = await patch({ title: 'B' }, type);
    expect((merged.json as CollectionItem).data).toEqual({ title: 'B', tags: ['home'] });
    const removed = await patch({ tags: null });
    expect((removed.json as CollectionItem).data).toEqual({ title: 'B' });
    const refused = await patch({ title: null });
    expect(outcome(refused)).toEqual([422, 'VALIDATION_ERROR']);
    expect(problems(refused)).toMatchObject([{ field: '/data/title', code: 'required' }]);
    expect(outcome(await patch({}, { 'if-match': '"1"' }))).toEqual([412, 'PRECONDITION_FAILED']);
    const nobody = await estuary.request(`${ITEMS}/x`, { method: 'PATCH', body: { data: {} } });
    expect(outcome(nobody)).toEqual([404, 'NOT_FOUND']);
  });

  it.each<[unknown, object[]]>([
    [{}, [{ field: '/data', code: 'required' }]],
    [{ data: null }, [{ field: '/data', code: 'type' }]],
    [{ data: { title: 7 } }, [{ field: '/data/title', code: 'type' }]],
    [
      { data: { tags: ['home', 'x'], 'a~/b': 1 } },
      [
        { field: '/data/title', code: 'required' },
        { field: '/data/a~0~1b', code: 'additionalProperties' },
        { field: '/data/tags/1', code: 'enum' },
      ],
    ],
    [{ data: { title: '\ud800' } }, [{ field: '/data/title', code: 'encoding' }]],
    [{ data: { title: 'A'.repeat(65_536) } }, [{ field: '/data', code: 'size' }]],
  ])('are refused with pointers into the body: %#', async (body, expected) => {
    const answer = await post(body);
    expect(outcome(answer)).toEqual([422, 'VALIDATION_ERROR']);
    expect(problems(answer)).toHaveLength(expected.length);
    expect(problems(answer)).toEqual(
      expect.arrayContaining(expected.map((one) => expect.objectContaining(one))),
    );
  });

  it('are changed in batches: all or nothing', async () => {
    const { id } = await create({ title: 'A' });
    const batch = (...operations: unknown[]) => post({ operations }, {}, `${ITEMS}/batch`);
    const done = await batch(
      { op: 'create', item: { data: { title: 'B' } } },
      { op: 'update', id, if_match: 1, item: { data: { title: 'C' } } },
    );
    expect(done.json).toMatchObject({
      results: [{ item: { data: { title: 'B' } } }, { item: { id, data: { title: 'C' } } }],
    });
    const refused = await batch({ op: 'delete', id }, { op: 'create', item: { data: {} } });
    expect(refused.json).toMatchObject({ details: { index: 1 } });
    expect(problems(refused)).toMatchObject([{ field: '/operations/1/item/data/title' }]);
    const missing = await batch({ op: 'delete', id }, { op: 'delete', id: 'x' });
    expect([missing.status, missing.json]).toMatchObject([404, { details: { index: 1 } }]);
    expect((await estuary.request(ITEMS)).json).toMatchObject({ total: 2 });
  });

  it('are listed by cursor, name and time, with versions on demand', async () => {
    await put(TASKS, {}, {});
    for (const name of ['b', 'a', 'c']) await create({ name });
    const names = async (query: string) =>
      (
        (await estuary.request(`${ITEMS}?${query}`)).json as { items: { data: { name: string } }[] }
      ).items.map(({ data }) => data.name);
    expect(await names('sort=name')).toEqual(['a', 'b', 'c']);
    expect(await names('name=c')).toEqual(['c']);
    const first = (await estuary.request(`${ITEMS}?cursor=&limit=2`)).json as {
      next_cursor: string;
    };
    expect(await names(`cursor=${first.next_cursor}&limit=2`)).toEqual(['c']);
    const elsewhere = await estuary.request(`/api/v1/items?cursor=${first.next_cursor}`);
    expect(outcome(elsewhere)).toEqual([400, 'BAD_REQUEST']);
    expect((await estuary.request(`${ITEMS}?include=version&limit=1`)).json).toMatchObject({
      items: [{ version: 1 }],
    });
  });

  it('are written once for a key, also when their collection is another one by then', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await post({ data: { title: 'A' } }, headers);
    await put(`${TASKS}?force=true`, { required: ['other'] });
    const again = await post({ data: { title: 'A' } }, headers);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(outcome(await post({ data: { title: 'A' } }))).toEqual([422, 'VALIDATION_ERROR']);
    expect((await estuary.request(ITEMS)).json).toMatchObject({ total: 1 });
  });

  it('are told in the change feed, and declarations are not', async () => {
    const { id } = await create({ title: 'A' });
    await estuary.create({ name: 'item' });
    const changes = async (query: string) =>
      (
        (await estuary.request(`/api/v1/changes?since=0&wait=0&${query}`)).json as {
          changes: { collection: string; item: unknown }[];
        }
      ).changes;
    const all = await changes('');
    expect(all.map(({ collection }) => collection)).toEqual(['tasks', 'items']);
    expect(all[0]?.item).toMatchObject({ id, data: { title: 'A' } });
    expect(await changes('collection=tasks')).toEqual([all[0]]);
    expect(await changes('collection=$collections')).toEqual([]);
  });
});

describe('a change of a schema', () => {
  it('is refused as long as items do not fit, and names the first ten', async () => {
    await put(TASKS, {});
    const made: CollectionItem[] = [];
    for (let n = 0; n < 12; n += 1) made.push(await create({ n }));
    await create({ title: 'A' });
    const before = (await estuary.request(TASKS)).headers.get('etag') ?? '';
    const refused = await put(TASKS, { required: ['title'] });
    expect(outcome(refused)).toEqual([409, 'CONFLICT']);
    expect(problems(refused)).toMatchObject(
      made.slice(0, 10).map(({ id }) => ({ field: `/items/${id}/data/title`, code: 'required' })),
    );
    // Nothing has changed: neither what fits, nor the ETag.
    await create({ n: 12 });
    const headers = { 'if-match': before };
    const forced = await put(`${TASKS}?force=true`, { required: ['title'] }, headers);
    expect(forced.status).toBe(200);
    expect(outcome(await post({ data: { n: 13 } }))).toEqual([422, 'VALIDATION_ERROR']);
  });

  it('waits for items to be deleted before the collection is', async () => {
    await put(TASKS, {});
    const { id } = await create({});
    const remove = (path: string): Promise<Answer> =>
      estuary.request(path, { method: 'DELETE' } satisfies RequestOptions);
    expect(outcome(await remove(TASKS))).toEqual([409, 'CONFLICT']);
    await create({});
    await remove(`${ITEMS}/${id}`);
    expect(outcome(await remove(TASKS))).toEqual([409, 'CONFLICT']);
  });
});

describe('a deletion of a collection', () => {
  const remove = (query = '', headers: Record<string, string> = {}): Promise<Answer> =>
    estuary.request(TASKS + query, { method: 'DELETE', headers });
  const message = ({ json }: Answer): unknown => (json as { message?: unknown }).message;

  it('says how many items keep it from going', async () => {
    await put(TASKS, {});
    await create({});
    await create({});
    for (const query of ['', '?force=false']) {
      const refused = await remove(query);
      expect(outcome(refused)).toEqual([409, 'CONFLICT']);
      expect(message(refused)).toContain('has items (2); force=true');
    }
    expect(outcome(await remove('?force=yes'))).toEqual([400, 'BAD_REQUEST']);
    await create({});
    expect((await estuary.request(ITEMS)).json).toMatchObject({ total: 3 });
  });

  it('takes its items with it when forced, and those who follow are told of each', async () => {
    await put(TASKS, {});
    const made = [await create({ n: 1 }), await create({ n: 2 })];
    const kept = await estuary.create({ name: 'of another collection' });
    const headers = { 'idempotency-key': 'k' };
    expect((await remove('?force=true', headers)).status).toBe(204);
    expect(outcome(await estuary.request(TASKS))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await estuary.request(ITEMS))).toEqual([404, 'NOT_FOUND']);
    expect((await estuary.request(`/api/v1/items/${kept.id}`)).status).toBe(200);
    const { json } = await estuary.request('/api/v1/changes?since=0&wait=0&collection=tasks');
    const { changes } = json as { changes: { type: string; id: string }[] };
    expect(changes.filter(({ type }) => type === 'deleted')).toEqual(
      made.map(({ id }) => expect.objectContaining({ id, item: null })),
    );
    const { text } = await estuary.request('/metrics');
    expect(text).toContain('\nitems_deleted_total 2\n');
    // Once for its key, also when there is one of its name again.
    await put(TASKS, {});
    await create({});
    expect((await remove('?force=true', headers)).status).toBe(204);
    expect((await estuary.request(ITEMS)).json).toMatchObject({ total: 1 });
    expect(outcome(await remove('?force=true', { 'if-match': '"7"' }))).toEqual([
      412,
      'PRECONDITION_FAILED',
    ]);
  });

  it('takes a thousand items at most', async () => {
    estuary = await estuaryOfTest({ RATE_LIMIT_ENABLED: 'false' });
    await put(TASKS, {});
    const operations = Array.from({ length: 100 }, () => ({ op: 'create', item: { data: {} } }));
    const fill = () => post({ operations }, {}, `${ITEMS}/batch`);
    for (let round = 0; round < 10; round += 1) expect((await fill()).status).toBe(200);
    const { id } = await create({});
    const refused = await remove('?force=true');
    expect(outcome(refused)).toEqual([409, 'CONFLICT']);
    expect(message(refused)).toContain('(1001), more than force=true deletes at once (1000)');
    expect((await estuary.request(`${ITEMS}/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await remove('?force=true')).status).toBe(204);
    await put(TASKS, {});
    expect((await estuary.request(ITEMS)).json).toMatchObject({ total: 0 });
  });
});

describe('a collection in a file', () => {
  it('is there after a restart, with its schema', async () => {
    const url = `file:${join(temporaryDirectory(), 'estuary.db')}`;
    const env = { DATABASE_TYPE: 'sqlite', DATABASE_URL: url };
    estuary = await startEstuary(env);
    await put(TASKS, schema);
    await create({ title: 'A' });
    await estuary.stop();
    estuary = await estuaryOfTest(env);
    expect(outcome(await post({ data: {} }))).toEqual([422, 'VALIDATION_ERROR']);
    expect((await estuary.request(ITEMS)).json).toMatchObject({ total: 1 });
    expect((await estuary.request(TASKS)).json).toMatchObject({ schema });
  });
});

describe('callers of collections', () => {
  const JWT_SECRET = 'collections-0123456789-0123456789';
  const as = (sub: string, scope: string) => ({
    authorization: `Bearer ${signWithSecret(JWT_SECRET, { sub, scope })}`,
  });

  it('declare with the scope for writing only, and see items of their own', async () => {
    estuary = await estuaryOfTest({
      AUTH_ENABLED: 'true',
      AUTH_OWNER: 'true',
      AUTH_SCOPE_READ: 'r',
      AUTH_SCOPE_WRITE: 'w',
      JWT_SECRET,
    });
    const [reader, ada, bob] = [as('ada', 'r'), as('ada', 'r w'), as('bob', 'r w')];
    expect(outcome(await put(TASKS, {}))).toEqual([401, 'UNAUTHORIZED']);
    expect(outcome(await put(TASKS, {}, reader))).toEqual([403, 'FORBIDDEN']);
    expect((await put(TASKS, {}, ada)).status).toBe(201);
    const { id } = (await post({ data: { secret: 1 } }, ada)).json as CollectionItem;
    const one = `${ITEMS}/${id}`;
    expect((await estuary.request(one, { headers: ada })).status).toBe(200);
    expect((await estuary.request(one, { headers: bob })).status).toBe(404);
    const merge = { method: 'PATCH', body: { data: { x: 1 } } };
    expect((await estuary.request(one, { ...merge, headers: bob })).status).toBe(404);
    expect((await estuary.request(one, { ...merge, headers: ada })).status).toBe(200);
    const refused = await put(TASKS, { required: ['title'] }, bob);
    expect(problems(refused)).toEqual([expect.objectContaining({ field: '/items' })]);
    const told = await put(TASKS, { required: ['title'] }, ada);
    expect(problems(told)).toMatchObject([{ field: `/items/${id}/data/title` }]);
    const remove = (headers: Record<string, string>) =>
      estuary.request(`${TASKS}?force=true`, { method: 'DELETE', headers });
    const ofOthers = await remove(bob);
    expect(outcome(ofOthers)).toEqual([409, 'CONFLICT']);
    expect(ofOthers.json).toMatchObject({ message: 'The collection has items of somebody else' });
    expect((await estuary.request(one, { headers: ada })).status).toBe(200);
    expect((await remove(ada)).status).toBe(204);
  });
});

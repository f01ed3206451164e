import { describe, expect, it } from 'vitest';
import { createSchemaCache } from '../../src/databases/schema-cache.ts';
import type { DatabaseSchema, TableSchema } from '../../src/model/schema.ts';

const table = (name: string, parts: Partial<TableSchema> = {}): TableSchema => ({
  name,
  type: 'table',
  columns: [],
  primary_key: [],
  foreign_keys: [],
  indexes: [],
  ...parts,
});
const schemaOf = (...tables: TableSchema[]): DatabaseSchema => ({
  tables: tables.filter(({ type }) => type === 'table'),
  views: tables.filter(({ type }) => type === 'view'),
  procedures: [],
  functions: [],
});

/** A cache over a database whose shape, clock and answers the test decides. */
function cacheOver(first: DatabaseSchema) {
  const state = { schema: first, now: 0, reads: 0, fails: false };
  const held: (() => void)[] = [];
  let holding = false;
  const cache = createSchemaCache({
    connector: {
      async introspect() {
        state.reads += 1;
        if (state.fails) throw new Error('away');
        const answer = structuredClone(state.schema);
        if (holding) await new Promise<void>((resolve) => held.push(resolve));
        return answer;
      },
    },
    now: () => state.now,
  });
  return {
    state,
    cache,
    hold: () => (holding = true),
    release() {
      holding = false;
      for (const resolve of held.splice(0)) resolve();
    },
  };
}

const failure = (promise: unknown) => Promise.resolve(promise).catch((error: unknown) => error);

describe('createSchemaCache', () => {
  it('introspects once for many who ask at once, and answers at once afterwards', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a'), table('v', { type: 'view' })));
    const [a, v, schema] = await Promise.all([cache.table('a'), cache.table('v'), cache.schema()]);
    expect(state.reads).toBe(1);
    expect([a.name, v.name, schema.views.length]).toEqual(['a', 'v', 1]);
    expect(cache.table('a')).toBe(a);
    expect(cache.schema()).toBe(schema);
  });

  it('knows exact names only', async () => {
    const { cache } = cacheOver(schemaOf(table('Orders')));
    await cache.schema();
    for (const name of ['orders', 'Orders ', 'main.Orders', 'sqlite_master', '']) {
      expect(await failure(cache.table(name))).toMatchObject({
        code: 'table_not_found',
        status: 404,
      });
    }
  });

  it('looks again for a name it does not know, but not for every request', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a')));
    await cache.schema();
    state.schema = schemaOf(table('a'), table('b'));
    expect(await failure(cache.table('b'))).toMatchObject({ code: 'table_not_found' });
    state.now += 1_000;
    expect(await cache.table('b')).toMatchObject({ name: 'b' });
    expect(state.reads).toBe(2);
    for (let index = 0; index < 20; index += 1) await failure(cache.table(`x${index}`));
    expect(state.reads).toBe(2);
  });

  it('answers from memory while it refreshes what is no longer fresh', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a')));
    const before = await cache.table('a');
    state.schema = schemaOf(table('a', { comment: 'changed' }));
    state.now += 15_001;
    expect(cache.table('a')).toBe(before);
    await expect.poll(() => cache.table('a')).toMatchObject({ comment: 'changed' });
    expect(state.reads).toBe(2);
  });

  it('waits for a look when what it knows is old', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a')));
    await cache.table('a');
    state.schema = schemaOf(table('a', { comment: 'changed' }));
    state.now += 300_001;
    expect(await cache.table('a')).toMatchObject({ comment: 'changed' });
  });

  it('goes on with what it knows when a refresh fails, and fails when it has nothing', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a')));
    const before = await cache.table('a');
    state.fails = true;
    state.now += 15_001;
    expect(cache.table('a')).toBe(before);
    cache.forget();
    expect(await failure(cache.table('a'))).toMatchObject({ message: 'away' });
    state.fails = false;
    expect(await cache.table('a')).toBe(before);
  });

  it('keeps the object of a table that did not change, row estimates aside', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a', { row_count: 1 }), table('b')));
    const a = await cache.table('a');
    const b = await cache.table('b');
    state.schema = schemaOf(table('a', { row_count: 2 }), table('b', { comment: 'x' }));
    cache.forget();
    expect(await cache.table('a')).toBe(a);
    expect(await cache.table('b')).not.toBe(b);
  });

  it('keeps the object of a schema in which nothing changed, so that documents and plans stay', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a', { row_count: 1 }), table('b')));
    const schema = await cache.schema();
    state.schema = schemaOf(table('a', { row_count: 2 }), table('b'));
    state.now += 15_001;
    expect(cache.schema()).toBe(schema);
    await expect.poll(() => state.reads).toBe(2);
    expect(await cache.schema()).toBe(schema);
    cache.forget();
    expect(await cache.schema()).toBe(schema);
  });

  it.each([
    ['a table more', schemaOf(table('a'), table('b'))],
    ['a table less', schemaOf()],
    ['another order', schemaOf(table('z'), table('a'))],
    ['a view more', schemaOf(table('a'), table('v', { type: 'view' }))],
    [
      'a routine more',
      {
        ...schemaOf(table('a')),
        procedures: [{ name: 'p', type: 'procedure' as const, return_type: '', parameters: [] }],
      },
    ],
  ])('makes a new object for %s', async (_, changed) => {
    const { cache, state } = cacheOver(schemaOf(table('a')));
    const schema = await cache.schema();
    state.schema = changed;
    cache.forget();
    expect(await cache.schema()).not.toBe(schema);
    expect(await cache.schema()).toEqual(changed);
  });

  it('does not believe an introspection that began before the shape was changed', async () => {
    const { cache, state, hold, release } = cacheOver(schemaOf(table('old')));
    hold();
    const asked = cache.schema();
    state.schema = schemaOf(table('new'));
    cache.forget();
    release();
    expect((await asked).tables.map(({ name }) => name)).toEqual(['new']);
  });

  it('shows a table anew to whom its old shape failed, and looks only now and then', async () => {
    const { cache, state } = cacheOver(schemaOf(table('a'), table('b')));
    const [a, b] = await Promise.all([cache.table('a'), cache.table('b')]);
    state.now = 10_000;
    expect(await cache.renewed(a, 'statement')).toBeUndefined();
    state.schema = schemaOf(table('a', { primary_key: ['id'] }));
    expect(await cache.renewed(a, 'statement')).toBeUndefined();
    expect(state.reads).toBe(2);
    state.now += 2_000;
    const renewed = await cache.renewed(a, 'statement');
    expect(renewed).toMatchObject({ primary_key: ['id'] });
    // What somebody else has found out meanwhile costs nothing.
    expect(await cache.renewed(a, 'statement')).toBe(renewed);
    expect(state.reads).toBe(3);
    state.now += 2_000;
    expect(await failure(cache.renewed(b, 'request'))).toMatchObject({ code: 'table_not_found' });
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import type { DocumentStore } from '../../../src/store/document-store.ts';
import { create, remove, transaction, update } from '../../support/writes.ts';
import { KEEP_ALL } from './keep-all.ts';
import { changesAfter, contractState, writeAll } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function changeLogContract(fixture: StoreFixture): void {
  const state = contractState(fixture);

  it('is empty at first', async () => {
    const log = state.store.changes;
    expect(await log.head()).toBe(0);
    expect(await log.read(0, 10, {})).toEqual({ changes: [], upTo: 0 });
  });

  it('tells every change as it was answered, without gaps', async () => {
    const { collection } = state;
    const head = await state.store.changes.head();
    const told = [
      ...(await state.change(create(collection, 'x', { name: 'ü\u0000' }, 'ada'))),
      ...(await state.change(update(collection, 'x', { size: 1 }), create(collection, 'y'))),
      ...(await state.change(remove(collection, 'x'), create(collection, 'x'))),
    ];
    await state.write(update(collection, 'none'));
    expect(told.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5].map((step) => head + step));
    expect(await state.store.changes.head()).toBe(head + 5);
    expect(await changesAfter(state.store, head)).toEqual(told);
  });

  it('is read in parts', async () => {
    const { collection } = state;
    const log = state.store.changes;
    const head = await log.head();
    const changes = await state.change(
      create(collection, 'a'),
      create(collection, 'b'),
      create(collection, 'c'),
    );
    expect(await log.read(head, 2, {})).toEqual({ changes: changes.slice(0, 2), upTo: head + 2 });
    expect(await log.read(head + 2, 2, {})).toEqual({ changes: changes.slice(2), upTo: head + 3 });
    expect(await log.read(head + 3, 2, {})).toEqual({ changes: [], upTo: head + 3 });
  });

  it('is filtered, and says how far it was looked through', async () => {
    const { collection } = state;
    const log = state.store.changes;
    const head = await log.head();
    const [a, b, c, d] = await state.change(
      create(collection, 'a', {}, 'ada'),
      create(collection, 'b', {}, 'bob'),
      create(`${collection}-other`, 'a', {}, 'ada'),
      remove(collection, 'a'),
    );
    const upTo = head + 4;
    expect(await log.read(head, 9, { collection })).toEqual({ changes: [a, b, d], upTo });
    expect(await log.read(head, 9, { id: 'a' })).toEqual({ changes: [a, c, d], upTo });
    expect(await log.read(head, 9, { owner: 'ada' })).toEqual({ changes: [a, c, d], upTo });
    expect(await log.read(head, 9, { collection, id: 'a', owner: 'ada' })).toEqual({
      changes: [a, d],
      upTo,
    });
    expect(await log.read(head, 9, { collection, id: 'none' })).toEqual({ changes: [], upTo });
    expect(await log.read(head, 1, { id: 'b' })).toEqual({ changes: [], upTo: head + 1 });
  });

  it('does not take a position of another log for one of its own', async () => {
    await state.given({ x: {} });
    const head = await state.store.changes.head();
    expect(await state.store.changes.read(head + 1, 10, {})).toBeUndefined();
  });
}

/** On a store of its own, whose changes are dropped soon. */
export function retentionContract(fixture: StoreFixture): void {
  const DAYS = 86_400_000;
  const MANY = 2_500;
  afterAll(() => fixture.close());

  const fill = async (store: DocumentStore, at: number, count = MANY): Promise<void> => {
    await writeAll(
      [store],
      Array.from({ length: count / 50 }, (_, batch) =>
        transaction(
          Array.from({ length: 50 }, (__, index) => create('many', `${at}-${batch}-${index}`)),
          at,
        ),
      ),
    );
  };
  const dropped = (store: DocumentStore, after: number): Promise<void> =>
    expect
      .poll(() => store.changes.read(after, 1, {}), { timeout: 20_000, interval: 50 })
      .toBeUndefined();

  describe('of so many', () => {
    it('keeps the newest, and tells that others are gone', async () => {
      const store = await fixture.open({ ...KEEP_ALL, changesMax: 100 });
      await fill(store, Date.now());
      await dropped(store, 0);
      expect(await changesAfter(store, MANY - 100)).toHaveLength(100);
      expect(await store.changes.head()).toBe(MANY);
      expect(await store.changes.read(MANY, 10, {})).toEqual({ changes: [], upTo: MANY });
      const [outcome] = await writeAll([store], [transaction([create('many', 'next')])]);
      expect(outcome).toMatchObject({ kind: 'done', changes: [{ seq: MANY + 1 }] });
      const list = await store.list({
        filter: { collection: 'many' },
        sort: { field: 'created_at', descending: false },
        after: undefined,
        offset: 0,
        limit: 1,
        counts: true,
      });
      expect(list.total).toBe(MANY + 1);
    }, 60_000);
  });

  describe('of so old ones', () => {
    it('keeps the young', async () => {
      const store = await fixture.open({ ...KEEP_ALL, ageMax: 7 * DAYS });
      await fill(store, Date.now() - 8 * DAYS);
      await fill(store, Date.now() - 6 * DAYS);
      await writeAll([store], [transaction([create('many', 'now')])]);
      await dropped(store, MANY - 1);
      expect(await changesAfter(store, MANY)).toHaveLength(MANY + 1);
    }, 60_000);
  });

  describe('of nothing', () => {
    it('forgets no time, so that times do not run back', async () => {
      const store = await fixture.open({ changesMax: 0, ageMax: 0 });
      const at = Date.now();
      // As many as the store in memory drops at once.
      await fill(store, at, 2_000);
      await dropped(store, 1_999);
      const [outcome] = await writeAll([store], [transaction([create('many', 'next')], at - DAYS)]);
      expect(outcome).toMatchObject({ changes: [{ at }] });
    }, 60_000);
  });
}

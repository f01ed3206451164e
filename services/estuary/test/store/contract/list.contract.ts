import { expect, it } from 'vitest';
import type { Sort, SortField } from '../../../src/store/document-store.ts';
import { placeOf } from '../../../src/store/place.ts';
import { create, remove, transaction, update } from '../../support/writes.ts';
import { queryOf } from './query-of.ts';
import { contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

const SORTS: readonly Sort[] = (['created_at', 'updated_at', 'name'] as const).flatMap(
  (field): Sort[] => [
    { field, descending: false },
    { field, descending: true },
  ],
);

const by = (field: SortField, descending = false): { readonly sort: Sort } => ({
  sort: { field, descending },
});

export function listContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  let clock = Date.now();
  /** Apart from all times so far, so that no two are equal by chance. */
  const later = (): number => {
    clock += 1_000;
    return clock;
  };
  /** Five documents whose orders by creation, by update and by name all differ, with equal names. */
  const fillFive = async (): Promise<void> => {
    const { collection } = state;
    const names = { a: 'm', b: 'z', c: 'm', d: 'b', e: 'm' };
    const creations = Object.entries(names).map(([id, name]) => create(collection, id, { name }));
    for (const write of [...creations, update(collection, 'd'), update(collection, 'a')]) {
      await state.store.write(transaction([write], later()));
    }
  };
  const order = new Map<string, string>([
    ['created_at', 'abcde'],
    ['updated_at', 'bceda'],
    ['name', 'daceb'],
  ]);
  const expected = ({ field, descending }: Sort): string[] => {
    const ids = [...(order.get(field) ?? '')];
    return descending ? ids.toReversed() : ids;
  };

  it('is empty in a collection that has nothing', async () => {
    for (const sort of SORTS) {
      expect(await state.list({ sort })).toEqual({ documents: [], total: 0 });
      expect(await state.list({ sort, counts: false })).toEqual({ documents: [], total: null });
    }
  });

  it.each(SORTS)('goes by $field, descending: $descending', async (sort) => {
    await fillFive();
    expect(await state.ids({ sort })).toEqual(expected(sort));
  });

  it.each(SORTS)('has parts by $field, descending: $descending', async (sort) => {
    await fillFive();
    const ids = expected(sort);
    for (let offset = 0; offset <= 6; offset += 1) {
      for (const limit of [1, 2, 5, 100]) {
        const part = await state.list({ sort, offset, limit });
        expect(part.documents.map(({ id }) => id)).toEqual(ids.slice(offset, offset + limit));
        expect(part.total).toBe(5);
      }
    }
  });

  it.each(SORTS)('goes on behind a place by $field, descending: $descending', async (sort) => {
    await fillFive();
    const ids = expected(sort);
    const { documents } = await state.list({ sort });
    for (const [index, document] of documents.entries()) {
      const after = placeOf(document, sort.field);
      const rest = ids.slice(index + 1);
      expect(await state.ids({ sort, after })).toEqual(rest);
      expect(await state.ids({ sort, after, limit: 2 })).toEqual(rest.slice(0, 2));
      expect(await state.ids({ sort, after, offset: 1, limit: 1 })).toEqual(rest.slice(1, 2));
      expect((await state.list({ sort, after, limit: 1 })).total).toBe(5);
    }
  });

  it.each(SORTS)('keeps a place by $field when its document goes', async (sort) => {
    await fillFive();
    const [, , third] = (await state.list({ sort })).documents;
    await state.change(remove(state.collection, third!.id));
    const after = placeOf(third!, sort.field);
    expect(await state.ids({ sort, after })).toEqual(expected(sort).slice(3));
  });

  it('goes on behind places among equal values, by creation', async () => {
    await state.given({ a: { name: 'n' }, b: { name: 'n' }, c: { name: 'n' } });
    const documents = (await state.list()).documents;
    const place = (index: number) => placeOf(documents[index]!, 'name');
    expect(await state.ids({ ...by('name'), after: place(0) })).toEqual(['b', 'c']);
    expect(await state.ids({ ...by('name'), after: place(2) })).toEqual([]);
    expect(await state.ids({ ...by('name', true), after: place(2) })).toEqual(['b', 'a']);
    expect(await state.ids({ ...by('name', true), after: place(0) })).toEqual([]);
  });

  it.each(SORTS)('filters by $field, descending: $descending', async (sort) => {
    const { collection } = state;
    const make = async (id: string, name: string, owner: string | null) =>
      state.store.write(transaction([create(collection, id, { name }, owner)], later()));
    await make('a', 'one', 'ada');
    await make('b', 'one', 'bob');
    await make('c', 'once', 'ada');
    await make('d', 'two', 'ada');
    await make('e', 'one', null);
    const found = async (filter: object) => [...(await state.ids({ sort, filter }))].toSorted();
    const since = (id: string) => state.get(id).then((document) => document?.updatedAt ?? 0);
    const cases: readonly (readonly [object, string])[] = [
      [{}, 'abcde'],
      [{ owner: 'ada' }, 'acd'],
      [{ owner: 'Ada' }, ''],
      [{ name: 'one' }, 'abe'],
      [{ name: 'ONE' }, ''],
      [{ name: '' }, ''],
      [{ namePrefix: 'on' }, 'abce'],
      [{ namePrefix: 'one' }, 'abe'],
      [{ namePrefix: '' }, 'abcde'],
      [{ namePrefix: 'ones' }, ''],
      [{ updatedSince: await since('c') }, 'cde'],
      [{ updatedSince: (await since('c')) + 1 }, 'de'],
      [{ updatedSince: 0 }, 'abcde'],
      [{ owner: 'ada', name: 'one' }, 'a'],
      [{ owner: 'ada', namePrefix: 'on' }, 'ac'],
      [{ owner: 'ada', updatedSince: await since('c') }, 'cd'],
      [{ name: 'one', namePrefix: 'tw' }, ''],
      [{ name: 'one', namePrefix: 'o', updatedSince: await since('b') }, 'be'],
      [{ owner: 'ada', namePrefix: 'o', updatedSince: await since('b'), name: 'once' }, 'c'],
    ];
    for (const [filter, ids] of cases) {
      expect([filter, await found(filter)]).toEqual([filter, [...ids]]);
      const { documents, total } = await state.list({ sort, filter, limit: 1 });
      expect([filter, total, documents.length]).toEqual([
        filter,
        ids.length,
        Math.min(ids.length, 1),
      ]);
    }
  });

  it.each(SORTS)(
    'keeps the order under filters, by $field, descending: $descending',
    async (sort) => {
      await fillFive();
      const filters = [{ name: 'm' }, { namePrefix: 'm' }, { updatedSince: 0 }];
      for (const filter of filters) {
        const { documents } = await state.list({ sort, filter });
        const ids = documents.map(({ id }) => id);
        expect(ids).toEqual(expected(sort).filter((id) => ids.includes(id)));
        for (const [index, document] of documents.entries()) {
          const after = placeOf(document, sort.field);
          expect(await state.ids({ sort, filter, after })).toEqual(ids.slice(index + 1));
          expect(await state.ids({ sort, filter, offset: index, limit: 1 })).toEqual([ids[index]]);
        }
      }
    },
  );

  it.each(SORTS)(
    'stays within a filter behind any place, by $field, descending: $descending',
    async (sort) => {
      await fillFive();
      const all = (await state.list({ sort })).documents;
      const filters = [
        { name: 'm' },
        { namePrefix: 'b' },
        { namePrefix: 'm' },
        { namePrefix: 'z' },
        { updatedSince: (await state.get('e'))?.updatedAt ?? 0 },
      ];
      for (const filter of filters) {
        const fitting = await state.ids({ sort, filter });
        for (const [index, document] of all.entries()) {
          const after = placeOf(document, sort.field);
          const behind = all.slice(index + 1).map(({ id }) => id);
          expect([filter, document.id, await state.ids({ sort, filter, after })]).toEqual([
            filter,
            document.id,
            behind.filter((id) => fitting.includes(id)),
          ]);
        }
      }
    },
  );

  it('moves a document that is updated, and only in the orders that its values make', async () => {
    await state.given({ a: { name: 'a' }, b: { name: 'b' }, c: { name: 'c' } });
    await state.change(update(state.collection, 'a', { name: 'x' }));
    expect(await state.ids(by('created_at'))).toEqual(['a', 'b', 'c']);
    expect(await state.ids(by('updated_at'))).toEqual(['b', 'c', 'a']);
    expect(await state.ids(by('name'))).toEqual(['b', 'c', 'a']);
  });

  it('counts what comes and goes', async () => {
    const { collection } = state;
    const total = async (): Promise<number | null> => (await state.list({ limit: 1 })).total;
    await state.change(create(collection, 'a'), create(collection, 'b'), create(collection, 'c'));
    expect(await total()).toBe(3);
    await state.change(remove(collection, 'a'), create(collection, 'a'), remove(collection, 'b'));
    expect(await total()).toBe(2);
    await state.write(create(collection, 'd'), remove(collection, 'none'));
    expect(await total()).toBe(2);
    await state.change(remove(collection, 'a'), remove(collection, 'c'));
    expect(await total()).toBe(0);
    expect(await state.store.list(queryOf('never-used'))).toEqual({ documents: [], total: 0 });
  });
}

import { expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import type { Snapshot } from '../../../src/store/document-store.ts';
import { create, remove, update } from '../../support/writes.ts';
import { changesAfter, contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function snapshotContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const all = async ({ pages }: Snapshot): Promise<readonly Document[]> => {
    const documents: Document[] = [];
    for await (const page of pages) documents.push(...page);
    return documents;
  };

  it('is of nothing at first', async () => {
    const snapshot = await state.store.changes.snapshot({});
    expect(snapshot.seq).toBe(0);
    expect(await all(snapshot)).toEqual([]);
  });

  it('has all documents in the order of their creation, and the last change', async () => {
    const { collection } = state;
    await state.given({ a: { name: 'ü\u0000' }, b: {}, c: {} });
    const [other] = await state.change(create(`${collection}-other`, 'a', {}, 'ada'));
    const changes = await state.change(update(collection, 'a'), remove(collection, 'b'));
    const snapshot = await state.store.changes.snapshot({});
    expect(snapshot.seq).toBe(changes.at(-1)?.seq);
    const mine = (await all(snapshot)).filter((document) =>
      document.collection.startsWith(collection),
    );
    expect(mine).toEqual([await state.get('a'), await state.get('c'), other?.document]);
  });

  it('is filtered', async () => {
    const { collection } = state;
    const [a, b, other] = await state.change(
      create(collection, 'a', {}, 'ada'),
      create(collection, 'b', {}, 'bob'),
      create(`${collection}-other`, 'a', {}, 'ada'),
    );
    const head = await state.store.changes.head();
    const found = async (filter: object) => {
      const snapshot = await state.store.changes.snapshot(filter);
      expect(snapshot.seq).toBe(head);
      return all(snapshot);
    };
    expect(await found({ collection })).toEqual([a?.document, b?.document]);
    expect(await found({ collection, owner: 'bob' })).toEqual([b?.document]);
    expect(await found({ collection, id: 'a' })).toEqual([a?.document]);
    expect(await found({ collection: `${collection}-other` })).toEqual([other?.document]);
    expect(await found({ collection, id: 'none' })).toEqual([]);
  });

  it('is one moment, whatever is written while its pages are read', async () => {
    const { collection } = state;
    const COUNT = 2_500;
    for (let batch = 0; batch < COUNT / 100; batch += 1) {
      await state.change(
        ...Array.from({ length: 100 }, (_, index) => create(collection, `${batch * 100 + index}`)),
      );
    }
    const snapshot = await state.store.changes.snapshot({ collection });
    const documents: Document[] = [];
    let pages = 0;
    for await (const page of snapshot.pages) {
      pages += 1;
      documents.push(...page);
      await state.change(
        update(collection, `${COUNT - pages}`, { late: true }),
        remove(collection, `${COUNT - 100 - pages}`),
        create(collection, `late-${pages}`),
      );
    }
    expect(pages).toBeGreaterThan(1);
    expect(documents.map(({ id }) => id)).toEqual(
      Array.from({ length: COUNT }, (_, index) => `${index}`),
    );
    expect(documents.every(({ version }) => version === 1)).toBe(true);
    // With what came since, it makes what is there now.
    const now = new Map(documents.map((document) => [document.id, document]));
    for (const { id, document } of await changesAfter(state.store, snapshot.seq)) {
      if (document === null) now.delete(id);
      else now.set(id, document);
    }
    expect(now.size).toBe((await state.list()).total);
    expect(now.get(`${COUNT - 1}`)?.version).toBe(2);
  }, 60_000);

  it('may be left early, as often as one likes', async () => {
    const { collection } = state;
    for (let batch = 0; batch < 15; batch += 1) {
      await state.change(
        ...Array.from({ length: 100 }, (_, index) => create(collection, `${batch}-${index}`)),
      );
    }
    for (let round = 0; round < 15; round += 1) {
      const snapshot = await state.store.changes.snapshot({ collection });
      for await (const page of snapshot.pages) {
        expect(page.length).toBeGreaterThan(0);
        break;
      }
    }
    await state.change(create(collection, 'last'));
    expect(await all(await state.store.changes.snapshot({ collection }))).toHaveLength(1_501);
  }, 60_000);

  it('is taken by several at once', async () => {
    const { collection } = state;
    await state.given({ a: {}, b: {} });
    const taken = Array.from({ length: 12 }, async () =>
      all(await state.store.changes.snapshot({ collection })),
    );
    for (const documents of await Promise.all(taken)) expect(documents).toHaveLength(2);
  });
}

import { expect, it } from 'vitest';
import type { Write } from '../../../src/writes/write.ts';
import { create, remove, restore, update } from '../../support/writes.ts';
import { changesAfter, contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function writeContract(fixture: StoreFixture): void {
  const state = contractState(fixture);

  it('creates a document, and gives it back as it was answered', async () => {
    const { collection } = state;
    const before = await state.store.changes.head();
    const [change] = await state.change(create(collection, 'x', { name: 'n', size: 1 }, 'ada'));
    const { at } = change ?? { at: 0 };
    expect(change).toEqual({
      seq: before + 1,
      type: 'created',
      collection,
      id: 'x',
      version: 1,
      owner: 'ada',
      at,
      document: {
        collection,
        id: 'x',
        version: 1,
        createdSeq: before + 1,
        createdAt: at,
        updatedAt: at,
        owner: 'ada',
        fields: { name: 'n', json: '{"name":"n","size":1}' },
      },
    });
    expect(await state.get('x')).toEqual(change?.document);
  });

  it('restores a document with its version, times and owner, and tells of it now', async () => {
    const { collection } = state;
    const head = await state.store.changes.head();
    const times = { createdAt: 1_000, updatedAt: 2_000 };
    const kept = { version: 7, owner: 'ada', ...times };
    const [change] = await state.change(restore(collection, 'x', kept, { name: 'n' }));
    const fields = { name: 'n', json: '{"name":"n"}' };
    const document = { collection, id: 'x', createdSeq: head + 1, ...kept, fields };
    expect(change).toMatchObject({ type: 'created', version: 7, owner: 'ada', document });
    expect(change?.at).toBeGreaterThan(Date.now() - 60_000);
    expect(await state.get('x')).toEqual(document);
    expect(await changesAfter(state.store, head)).toEqual([change]);
    const [next] = await state.change(update(collection, 'x', { name: 'm' }));
    expect(next?.document).toMatchObject({ version: 8, createdAt: 1_000, updatedAt: next?.at });
    const again = await state.write(restore(collection, 'x', kept));
    expect(again).toMatchObject({ refusal: { reason: 'exists', current: { version: 8 } } });
  });

  it('finds nothing that is not there: another id, another collection', async () => {
    await state.given({ x: {} });
    expect(await state.get('X')).toBeUndefined();
    expect(await state.get('')).toBeUndefined();
    expect(await state.get('x'.repeat(20_000))).toBeUndefined();
    expect(await state.store.get(`${state.collection}-other`, 'x')).toBeUndefined();
  });

  it('keeps collections apart', async () => {
    const other = `${state.collection}-other`;
    await state.change(create(state.collection, 'x', { name: 'a' }), create(other, 'x', {}));
    await state.change(update(other, 'x', { name: 'b' }));
    await state.change(remove(other, 'x'));
    expect(await state.get('x')).toMatchObject({ version: 1, fields: { name: 'a' } });
    expect(await state.store.get(other, 'x')).toBeUndefined();
  });

  it('updates what is named, counts versions, and leaves the rest', async () => {
    const { collection } = state;
    const [created] = await state.change(create(collection, 'x', { name: 'a', size: 1 }, 'ada'));
    const [updated] = await state.change(update(collection, 'x', { size: 2 }));
    expect(updated).toMatchObject({ type: 'updated', version: 2, owner: 'ada' });
    expect(updated?.document).toEqual({
      ...created?.document,
      version: 2,
      updatedAt: updated?.at,
      fields: { name: 'a', json: '{"name":"a","size":2}' },
    });
    expect(await state.get('x')).toEqual(updated?.document);
    await state.change(update(collection, 'x', { name: 'b' }));
    expect(await state.get('x')).toMatchObject({ version: 3, fields: { name: 'b' } });
  });

  it('touches a document at an update that sets nothing', async () => {
    await state.given({ x: { name: 'a' } });
    const before = await state.get('x');
    await state.change(update(state.collection, 'x'));
    const after = await state.get('x');
    expect(after).toMatchObject({ version: 2, fields: before?.fields });
    expect(after?.updatedAt).toBeGreaterThan(before?.updatedAt ?? Infinity);
  });

  it('deletes, and finds nothing the second time', async () => {
    const { collection } = state;
    await state.given({ x: { name: 'a' } });
    const [deleted] = await state.change(remove(collection, 'x'));
    expect(deleted).toMatchObject({ type: 'deleted', version: 1, document: null });
    expect(await state.get('x')).toBeUndefined();
    const nothing = { kind: 'refused', refusal: { index: 0, reason: 'not-found' } };
    expect(await state.write(remove(collection, 'x'))).toEqual(nothing);
    expect(await state.write(update(collection, 'x'))).toEqual(nothing);
  });

  it('creates anew what was deleted, as another document at the end', async () => {
    const { collection } = state;
    await state.given({ x: { name: 'a' }, y: {} });
    await state.change(update(collection, 'x'), remove(collection, 'x'));
    const [again] = await state.change(create(collection, 'x', { name: 'b' }, 'bob'));
    expect(again).toMatchObject({ type: 'created', version: 1, owner: 'bob' });
    expect(await state.get('x')).toEqual(again?.document);
    expect(await state.ids()).toEqual(['y', 'x']);
  });

  it('refuses to create what is there, and tells it', async () => {
    await state.given({ x: { name: 'a' } });
    const current = await state.get('x');
    expect(await state.write(create(state.collection, 'x', { name: 'b' }))).toEqual({
      kind: 'refused',
      refusal: { index: 0, reason: 'exists', current },
    });
    expect(await state.get('x')).toEqual(current);
  });

  it('refuses another version than asked for, and tells the one that is there', async () => {
    const { collection } = state;
    await state.given({ x: {} });
    await state.change(update(collection, 'x', {}, { ifMatch: [1] }));
    const current = await state.get('x');
    const refused = { kind: 'refused', refusal: { index: 0, reason: 'version-mismatch', current } };
    expect(await state.write(update(collection, 'x', {}, { ifMatch: [1, 3] }))).toEqual(refused);
    expect(await state.write(remove(collection, 'x', { ifMatch: [1] }))).toEqual(refused);
    expect((await state.write(update(collection, 'x', {}, { ifMatch: 'any' }))).kind).toBe('done');
    expect((await state.write(remove(collection, 'x', { ifMatch: [3] }))).kind).toBe('done');
  });

  it('hides what belongs to somebody else', async () => {
    const { collection } = state;
    await state.change(create(collection, 'x', {}, 'ada'), create(collection, 'y', {}, null));
    for (const id of ['x', 'y']) {
      const condition = { owner: 'bob', ifMatch: [9] };
      const nothing = { kind: 'refused', refusal: { index: 0, reason: 'not-found' } };
      expect(await state.write(update(collection, id, {}, condition))).toEqual(nothing);
      expect(await state.write(remove(collection, id, condition))).toEqual(nothing);
    }
    expect((await state.write(remove(collection, 'x', { owner: 'ada' }))).kind).toBe('done');
  });

  it('does all writes of a transaction, each seeing those before it', async () => {
    const { collection } = state;
    const changes = await state.change(
      create(collection, 'x', { size: 1 }),
      create(collection, 'y'),
      update(collection, 'x', { size: 2 }, { ifMatch: [1] }),
      remove(collection, 'y'),
      create(collection, 'y', { name: 'again' }),
    );
    const [first] = changes;
    expect(changes.map(({ seq, id, version }) => [seq - (first?.seq ?? 0), id, version])).toEqual([
      [0, 'x', 1],
      [1, 'y', 1],
      [2, 'x', 2],
      [3, 'y', 1],
      [4, 'y', 1],
    ]);
    expect(await state.get('x')).toEqual(changes[2]?.document);
    expect(await state.get('y')).toEqual(changes[4]?.document);
  });

  it('gives a document under an id of the client a version that no other of that id had', async () => {
    const { collection } = state;
    const chosen = { ...create(collection, 'x'), isIdChosen: true } as Write;
    const versions: number[] = [];
    for (const first of [create(collection, 'x'), chosen, chosen, chosen]) {
      const changes = await state.change(
        first,
        update(collection, 'x'),
        update(collection, 'x'),
        remove(collection, 'x'),
      );
      versions.push(...changes.slice(0, 3).map(({ version }) => version));
    }
    expect(versions).toEqual(versions.toSorted((one, other) => one - other));
    expect(new Set(versions).size).toBe(12);
  });

  it('does none of the writes of a transaction one of which is refused', async () => {
    const { collection } = state;
    await state.given({ x: { size: 1 }, y: {} });
    const before = await state.list();
    const head = await state.store.changes.head();
    const outcome = await state.write(
      create(collection, 'new'),
      update(collection, 'x', { size: 2 }),
      remove(collection, 'y'),
      update(collection, 'none'),
    );
    expect(outcome).toEqual({ kind: 'refused', refusal: { index: 3, reason: 'not-found' } });
    expect(await state.list()).toEqual(before);
    expect(await state.store.changes.head()).toBe(head);
    const [next] = await state.change(create(collection, 'next'));
    expect(next?.seq).toBe(head + 1);
  });

  it('answers that it is there', async () => {
    await state.store.check();
  });
}

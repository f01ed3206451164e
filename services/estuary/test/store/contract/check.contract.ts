import { expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import { check, create, keyed, remove, transaction, update } from '../../support/writes.ts';
import { contractState, writeAll } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

const stale = { kind: 'stale' };

export function checkContract(fixture: StoreFixture): void {
  const state = contractState(fixture);

  async function rule(): Promise<Document> {
    const [change] = await state.change(create(state.collection, 'rule'));
    return change?.document as Document;
  }
  const checkOf = ({ collection, id, version, createdSeq }: Document) =>
    check(collection, id, version, createdSeq);

  it('writes what rests on a document as long as that is the same', async () => {
    const { collection } = state;
    const made = await rule();
    const changes = await state.change(checkOf(made), create(collection, 'x'));
    expect(changes.map(({ id }) => id)).toEqual(['x']);
    await state.change(update(collection, 'rule', { size: 1 }));
    expect(await state.write(checkOf(made), create(collection, 'y'))).toEqual(stale);
    expect(await state.get('y')).toBeUndefined();
    await state.change(check(collection, 'rule', 2, made.createdSeq), create(collection, 'y'));
    await state.change(remove(collection, 'rule'));
    const gone = check(collection, 'rule', 2, made.createdSeq);
    expect(await state.write(gone, create(collection, 'z'))).toEqual(stale);
  });

  it('writes what rests on there being no document', async () => {
    const { collection } = state;
    const none = check(collection, 'x', 0, 0);
    await state.change(none, create(collection, 'x'));
    expect(await state.write(none, create(collection, 'y'))).toEqual(stale);
  });

  it('tells a document from another one that has its id and version later', async () => {
    const { collection } = state;
    const made = await rule();
    await state.change(remove(collection, 'rule'));
    await rule();
    expect(await state.write(checkOf(made), create(collection, 'x'))).toEqual(stale);
    expect(await state.get('x')).toBeUndefined();
  });

  it('counts a refused write without its checks', async () => {
    const { collection } = state;
    const made = await rule();
    const missing = update(collection, 'nobody');
    expect(await state.write(checkOf(made), create(collection, 'x'), missing)).toMatchObject({
      refusal: { index: 1, reason: 'not-found' },
    });
  });

  it('keeps nothing under a key of what was not up to date, and repeats what was done before', async () => {
    const { collection } = state;
    const made = await rule();
    const scope = `${collection} key`;
    const bad = check(collection, 'rule', 7, made.createdSeq);
    const wanted = create(collection, 'x');
    const { store } = state;
    expect(await store.write(keyed([bad, wanted], { scope }))).toEqual(stale);
    expect(await store.write(keyed([checkOf(made), wanted], { scope }))).toMatchObject({
      kind: 'done',
    });
    expect(await store.write(keyed([bad, wanted], { scope }))).toMatchObject({ kind: 'repeated' });
  });

  it('puts a whole in the place of what was there', async () => {
    const { collection } = state;
    await state.change(create(collection, 'x', { name: 'a', size: 1 }));
    await state.change({ ...update(collection, 'x', { note: 'n' }), replaces: true } as never);
    expect(await state.get('x')).toMatchObject({
      version: 2,
      fields: { name: '', json: '{"note":"n"}' },
    });
  });

  it('lets no write in that rests on what another one changes at the same time', async () => {
    const { collection, store } = state;
    const made = await rule();
    const other = await fixture.openAgain?.();
    const COUNT = 40;
    const writes = Array.from({ length: COUNT }, (_, n) =>
      transaction(
        n === COUNT / 2
          ? [checkOf(made), update(collection, 'rule', { size: 1 })]
          : [checkOf(made), create(collection, `${n}`)],
      ),
    );
    const outcomes = await writeAll(other === undefined ? [store] : [store, other], writes);
    const changed = outcomes[COUNT / 2];
    const seq = changed?.kind === 'done' ? (changed.changes[0]?.seq ?? 0) : 0;
    expect(seq).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.kind === 'done') expect(outcome.changes[0]?.seq).toBeLessThanOrEqual(seq);
      else expect(outcome).toEqual(stale);
    }
  });
}

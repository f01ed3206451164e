import { expect, it } from 'vitest';
import { create, remove, transaction, update } from '../../support/writes.ts';
import { changesAfter, contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function timeContract(fixture: StoreFixture): void {
  const state = contractState(fixture);

  it('is the same for creation and update at first', async () => {
    const before = Date.now();
    await state.given({ x: {} });
    const document = await state.get('x');
    expect(document?.createdAt).toBe(document?.updatedAt);
    expect(document?.createdAt).toBeGreaterThanOrEqual(before);
    expect(document?.createdAt).toBeLessThanOrEqual(Date.now());
  });

  it('grows at every update, though the clock does not move', async () => {
    const at = Date.now();
    await state.store.write(transaction([create(state.collection, 'x')], at));
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await state.store.write(transaction([update(state.collection, 'x')], at));
      times.push((await state.get('x'))?.updatedAt ?? 0);
    }
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index));
    expect(times[0]).toBeGreaterThan(at);
    expect((await state.get('x'))?.createdAt).toBeLessThan(times[0] ?? 0);
  });

  it('never runs back along the sequence, though the clock does', async () => {
    const { collection } = state;
    const head = await state.store.changes.head();
    const now = Date.now();
    for (const [index, at] of [now, now - 5_000, now + 3, 0, now + 2].entries()) {
      await state.store.write(
        transaction(
          [
            create(collection, `${index}`),
            update(collection, '0'),
            update(collection, '0'),
            create(collection, `${index}b`),
            remove(collection, `${index}b`),
          ],
          at,
        ),
      );
    }
    const times = (await changesAfter(state.store, head)).map(({ at }) => at);
    expect(times).toHaveLength(25);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    const { documents } = await state.list();
    const created = documents.map(({ createdAt }) => createdAt);
    expect(created).toEqual(created.toSorted((left, right) => left - right));
  });
}

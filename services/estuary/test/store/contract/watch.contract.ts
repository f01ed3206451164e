import { afterEach, expect, it } from 'vitest';
import type { DocumentStore } from '../../../src/store/document-store.ts';
import { create, update } from '../../support/writes.ts';
import { contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function watchContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  /** Heads that a reader found who reads when it is woken. */
  function follow(store: DocumentStore): { readonly heads: readonly number[]; end(): void } {
    const heads: number[] = [];
    const end = store.changes.watch(() => {
      void Promise.resolve(store.changes.head()).then((head) => heads.push(head));
    });
    ends.push(end);
    return { heads, end };
  }

  it('wakes everybody after a change, when it can be read', async () => {
    const followers = [follow(state.store), follow(state.store)];
    await state.given({ x: {} });
    const head = await state.store.changes.head();
    for (const { heads } of followers) await expect.poll(() => heads.at(-1)).toBe(head);
    await state.change(update(state.collection, 'x'));
    for (const { heads } of followers) await expect.poll(() => heads.at(-1)).toBe(head + 1);
  });

  it('lets those sleep who do not watch any more', async () => {
    let wakes = 0;
    const wake = (): void => {
      wakes += 1;
    };
    const end = state.store.changes.watch(wake);
    const stays = state.store.changes.watch(wake);
    end();
    end();
    await state.given({ x: {} });
    await expect.poll(() => wakes).toBeGreaterThan(0);
    stays();
    const before = wakes;
    await state.given({ y: {} });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(wakes).toBe(before);
  });

  it('wakes readers of other instances soon', async () => {
    const other = await fixture.openAgain?.();
    if (other === undefined) return;
    const { heads } = follow(other);
    for (let round = 0; round < 3; round += 1) {
      await state.change(create(state.collection, `${round}`));
      const head = await state.store.changes.head();
      await expect.poll(() => heads.at(-1), { timeout: 5_000, interval: 5 }).toBe(head);
    }
  });
}

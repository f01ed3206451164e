import { expect, it } from 'vitest';
import type { RowPage } from '../../../src/store/message-store.ts';
import { write } from '../../support/messages.ts';
import { headOf, logIn } from '../../support/stored.ts';
import { contractInstances } from './instances.ts';
import { contractState, readAll, rowsOf } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

const WRITERS = 64;

/** Writers that know nothing of each other, on two instances where the store can have two. */
export function concurrencyContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const instances = contractInstances(fixture, state);

  it('gives each of 64 writers a position of its own, without gaps', async () => {
    const stores = await instances();
    const outcomes = await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const log = await logIn(stores[writer % stores.length] ?? state.store, state.namespace);
        const group = await log.append([write('a-1'), write(`b-${writer}`)]);
        return group.outcomes;
      }),
    );
    const positions = outcomes.map(([first]) => (first?.kind === 'written' ? first.position : -1));
    expect(positions.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: WRITERS }, (_, index) => index),
    );
    const numbers = outcomes
      .flat()
      .map((each) => ('globalPosition' in each ? each.globalPosition : 0));
    expect(new Set(numbers).size).toBe(2 * WRITERS);
    expect(Math.max(...numbers)).toBe(2 * WRITERS);
  });

  it('lets one of 64 writers with the same expected version win', async () => {
    const stores = await instances();
    const outcomes = await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const log = await logIn(stores[writer % stores.length] ?? state.store, state.namespace);
        return (await log.append([write('a-1', {}, -1)])).outcomes[0];
      }),
    );
    expect(outcomes.filter((outcome) => outcome?.kind === 'written')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome?.kind === 'conflict')).toHaveLength(WRITERS - 1);
    expect(await state.log.version('a-1')).toBe(0);
  });

  it('stores a message once that many write at the same time', async () => {
    const stores = await instances();
    const same = write('a-1', { id: '12345678-1234-1234-1234-123456789abc' }, -1);
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, async (_, writer) =>
        (await logIn(stores[writer % stores.length] ?? state.store, state.namespace)).append([
          same,
        ]),
      ),
    );
    const places = outcomes.map(({ outcomes: [outcome] }) =>
      outcome !== undefined && 'position' in outcome ? outcome.position : -1,
    );
    expect(places).toEqual(Array.from({ length: 16 }, () => 0));
    expect(await headOf(state.log)).toBe(1);
  });

  it('shows a reader every message once and in order while others write', async () => {
    const stores = await instances();
    let isWriting = true;
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      const log = await logIn(stores[writer % stores.length] ?? state.store, state.namespace);
      for (let round = 0; round < 12; round += 1) {
        // Some are refused, which must leave no hole that a reader waits for or jumps over.
        await log.append([
          write(`a-${(writer * 7 + round) % 5}`),
          write(`a-${writer}`, {}, 99_999),
          write(`b-${writer}`),
        ]);
      }
    });
    const written = Promise.all(writers).finally(() => {
      isWriting = false;
    });
    const seen: number[] = [];
    let from = 1;
    for (let isLast = false; !isLast;) {
      isLast = !isWriting;
      const page: RowPage = await state.log.readCategory({
        category: '',
        from,
        limit: 7,
        correlation: undefined,
        consumerGroup: undefined,
      });
      const rows = rowsOf(page);
      seen.push(...rows.map((row) => Number(row[4])));
      from = (seen.at(-1) ?? 0) + 1;
      if (rows.length > 0) isLast = false;
      else await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await written;
    expect(seen).toEqual(Array.from({ length: 16 * 12 * 2 }, (_, index) => index + 1));
  });

  it('shows what was written to every instance', async () => {
    const stores = await instances();
    await state.fill('a-1', 'a-1');
    for (const store of stores) {
      const log = await logIn(store, state.namespace);
      const rows = await readAll(
        (from, limit) => log.readStream({ streamName: 'a-1', by: 'position', from, limit }),
        0,
      );
      expect(rows).toHaveLength(2);
    }
  });
}

import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fault } from '../../src/faults.ts';
import { createGroupWriter } from '../../src/store/group-writer.ts';
import { decideTransactions } from '../../src/writes/decide-transactions.ts';
import type { Transaction } from '../../src/writes/write.ts';
import { MemoryWriteState } from '../support/write-state.ts';
import { create, transaction } from '../support/writes.ts';

/** A store that says which groups it was given. */
function groups(before: (group: readonly Transaction[]) => unknown = () => undefined) {
  const state = new MemoryWriteState();
  const sizes: number[] = [];
  const told: number[] = [];
  const writer = createGroupWriter({
    async commit(group) {
      sizes.push(group.length);
      await before(group);
      const decision = decideTransactions(group, state);
      state.apply(decision);
      return decision;
    },
    onChanges: (changes) => told.push(changes.length),
  });
  const write = (id: string) => writer.write(transaction([create('items', id)]));
  return { writer, write, sizes, told };
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

describe('a writer of groups', () => {
  it('stores together what is asked for in one turn, in the order of asking', async () => {
    const { write, sizes, told } = groups();
    const outcomes = await Promise.all(['x', 'y', 'x'].map(write));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'refused']);
    expect([sizes, told]).toEqual([[3], [2]]);
  });

  it('gathers what is asked for while a group is stored', async () => {
    const { write, sizes } = groups(() => setTimeout(20));
    const first = write('0');
    await setTimeout(5);
    await Promise.all([first, ...many(9).map((id) => write(`more ${id}`))]);
    expect(sizes).toEqual([1, 9]);
  });

  it('gives the database the next group before it answers the last', async () => {
    const order: string[] = [];
    const { write } = groups(async ([first]) => {
      order.push(`store ${first?.writes[0]?.id}`);
      await setTimeout(5);
    });
    const first = write('a').then(() => order.push('answer a'));
    await setTimeout(1);
    await Promise.all([first, write('b').then(() => order.push('answer b'))]);
    expect(order).toEqual(['store a', 'store b', 'answer a', 'answer b']);
  });

  it.each(['later', 'at once'])(
    'stores what is asked for as soon as it has answered, %s',
    async (when) => {
      const state = new MemoryWriteState();
      const store = (group: readonly Transaction[]) => {
        const decision = decideTransactions(group, state);
        state.apply(decision);
        return decision;
      };
      const writer = createGroupWriter({
        commit: when === 'later' ? async (group) => store(group) : store,
        onChanges: () => undefined,
      });
      for (const id of many(5)) {
        expect((await writer.write(transaction([create('items', id)]))).kind).toBe('done');
      }
    },
  );

  it('stores every write once, in the order of each client, however long a group takes', async () => {
    const { writer, sizes } = groups(async () => {
      for (let turn = Math.floor(Math.random() * 3); turn > 0; turn -= 1) await setTimeout(0);
    });
    const client = async (name: string): Promise<readonly (number | undefined)[]> => {
      const seqs: (number | undefined)[] = [];
      for (const id of many(20)) {
        if (Math.random() < 0.3) await setTimeout(Math.random() * 3);
        const outcome = await writer.write(transaction([create('items', `${name} ${id}`)]));
        seqs.push(outcome.kind === 'done' ? outcome.changes[0]?.seq : undefined);
      }
      return seqs;
    };
    const all = await Promise.all(many(50).map((name) => client(name)));
    for (const seqs of all) {
      expect(seqs).toEqual(seqs.toSorted((left, right) => (left ?? 0) - (right ?? 0)));
    }
    expect(new Set(all.flat()).size).toBe(1_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
  });

  it('stores no more than 500 writes together, unless one asks for more', async () => {
    const { writer, write, sizes } = groups();
    const large = transaction(many(600).map((id) => create('large', id)));
    const done = [...many(1_200).map(write), writer.write(large), write('last')];
    await Promise.all(done);
    expect(sizes).toEqual([500, 500, 200, 1, 1]);
  });

  it('does not let others suffer for one that cannot be stored', async () => {
    const { write, told } = groups((group) => {
      const isBad = group.some(({ writes }) => writes[0]?.id === '3');
      if (isBad) throw fault('store_failed');
    });
    const results = await Promise.allSettled(many(8).map(write));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(
      many(8).map((id) => id !== '3'),
    );
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(7);
  });

  it('answers those of a part as soon as that is stored', async () => {
    const order: string[] = [];
    const { write } = groups((group) => {
      order.push(`store ${group.length}`);
      if (group.some(({ writes }) => writes[0]?.id === '3')) throw fault('store_failed');
    });
    const tell = (id: string) =>
      write(id).then(
        () => order.push(`answer ${id}`),
        () => order.push(`refuse ${id}`),
      );
    await Promise.all(many(4).map(tell));
    expect(order.indexOf('answer 0')).toBeLessThan(order.lastIndexOf('store 1'));
    expect(order).toContain('refuse 3');
  });

  it.each(['store_unavailable', 'store_locked', 'outcome_unknown'] as const)(
    'tells all of a group of %s, and tries it once',
    async (code) => {
      const { write, sizes } = groups(() => {
        throw fault(code);
      });
      const results = await Promise.allSettled(many(4).map(write));
      for (const result of results) expect(result).toMatchObject({ reason: { code } });
      expect(sizes).toEqual([4]);
    },
  );

  it('refuses more than it can keep in memory', async () => {
    const { write } = groups();
    const results = await Promise.allSettled(many(10_001).map(write));
    expect(results.at(-2)?.status).toBe('fulfilled');
    expect(results.at(-1)).toMatchObject({ reason: { code: 'store_unavailable' } });
    expect((await write('again')).kind).toBe('done');
  });

  it('stores what waits before it closes, and takes no more', async () => {
    const { writer, write } = groups();
    const waiting = write('x');
    const closed = writer.close();
    await expect(write('y')).rejects.toMatchObject({ code: 'store_unavailable' });
    await closed;
    expect((await waiting).kind).toBe('done');
  });
});

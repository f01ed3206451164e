import { describeWith } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/model/document.ts';
import type { Snapshot } from '../../src/store/document-store.ts';
import { postgresStores } from '../support/postgres-stores.ts';
import { create, transaction } from '../support/writes.ts';

const gone = { code: 'store_unavailable' };

await describeWith('postgres', 'changes in PostgreSQL', (server) => {
  const stores = postgresStores(server);

  describe('of other instances', () => {
    it('are told behind the commit, many at once', async () => {
      const calls: string[] = [];
      const listener = await stores.admin.listen('estuary', (text) => calls.push(text));
      const store = await stores.open();
      const COUNT = 300;
      for (let round = 0; round < COUNT; round += 1) {
        await store.write(transaction([create('items', `${round}`)]));
      }
      const last = () => Number(calls.at(-1)?.split(' ')[1]);
      await expect.poll(last, { timeout: 10_000 }).toBe(COUNT);
      expect(calls.length).toBeLessThan(COUNT);
      const heads = calls.map((call) => Number(call.split(' ')[1]));
      expect(heads).toEqual(heads.toSorted((left, right) => left - right));
      await listener.close();
    });

    it('are found when nothing is told', async () => {
      const store = await stores.open();
      let wakes = 0;
      const end = store.changes.watch(() => {
        wakes += 1;
      });
      // As an instance does whose call was lost.
      await stores.admin.exec('UPDATE estuary.state SET head = head + 1');
      await expect.poll(() => wakes, { timeout: 5_000 }).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(wakes).toBe(1);
      end();
    });

    it('are heard again after the listening connection was lost', async () => {
      const [store, other] = [await stores.open(), await stores.open()];
      const woken: number[] = [];
      const end = other.changes.watch(() => woken.push(Date.now()));
      for (let round = 0; round < 3; round += 1) {
        await stores.terminate();
        const before = woken.length;
        await expect
          .poll(() =>
            store.write(transaction([create('items', `${round}`)])).catch(() => undefined),
          )
          .toBeDefined();
        await expect.poll(() => woken.length, { timeout: 10_000 }).toBeGreaterThan(before);
      }
      end();
    });
  });

  describe('after a snapshot', () => {
    const fill = async () => {
      const store = await stores.open({ poolMax: 6, snapshotTimeoutMs: 1_000 });
      const many = Array.from({ length: 1_200 }, (_, index) => create('items', `${index}`));
      for (let at = 0; at < many.length; at += 100) {
        await store.write(transaction(many.slice(at, at + 100)));
      }
      return store;
    };
    const begin = async (snapshot: Snapshot): Promise<AsyncIterator<readonly Document[]>> => {
      const pages = snapshot.pages[Symbol.asyncIterator]();
      expect((await pages.next()).done).toBe(false);
      return pages;
    };

    it('are not held up by readers that are slow, and those are cut off', async () => {
      const store = await fill();
      const slow = [
        await begin(await store.changes.snapshot({})),
        await begin(await store.changes.snapshot({})),
      ];
      expect((await store.write(transaction([create('items', 'new')]))).kind).toBe('done');
      expect(await store.changes.head()).toBe(1_201);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      for (const pages of slow) await expect(pages.next()).rejects.toMatchObject(gone);
      const snapshot = await store.changes.snapshot({});
      expect(snapshot.seq).toBe(1_201);
      await (await begin(snapshot)).return?.();
    });

    it('of one id are found without reading all documents', async () => {
      const store = await fill();
      await store.write(transaction([create('other', '7'), create('other', '8')]));
      for (const [filter, count] of [
        [{ id: '7' }, 2],
        [{ id: '7', collection: 'other' }, 1],
      ] as const) {
        const documents: Document[] = [];
        for await (const page of (await store.changes.snapshot(filter)).pages) {
          documents.push(...page);
        }
        expect(documents).toHaveLength(count);
        expect(documents.every(({ id }) => id === '7')).toBe(true);
      }
    });
  });
});

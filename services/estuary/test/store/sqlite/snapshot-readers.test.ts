import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import type { Snapshot } from '../../../src/store/document-store.ts';
import { create, transaction } from '../../support/writes.ts';
import { storeFile } from './store-file.ts';

const gone = { code: 'store_unavailable' };

describe('snapshots of a file', () => {
  const file = storeFile();
  afterEach(() => vi.useRealTimers());

  const opened = async () => {
    const store = file.open(file.make());
    const many = Array.from({ length: 600 }, (_, index) => create('items', `${index}`));
    for (let at = 0; at < 600; at += 100) {
      await store.write(transaction(many.slice(at, at + 100)));
    }
    return store;
  };
  const begin = async (snapshot: Snapshot): Promise<AsyncIterator<readonly Document[]>> => {
    const pages = snapshot.pages[Symbol.asyncIterator]();
    expect((await pages.next()).done).toBe(false);
    return pages;
  };

  it('wait for each other when there are many, and are each of their own moment', async () => {
    const store = await opened();
    const taken = await Promise.all(Array.from({ length: 16 }, () => store.changes.snapshot({})));
    const begun = await Promise.all(taken.map(begin));
    let late: Snapshot | undefined;
    const waiting = store.changes.snapshot({}).then((snapshot) => {
      late = snapshot;
    });
    await store.write(transaction([create('items', 'late')]));
    expect(late).toBeUndefined();
    await begun[0]?.return?.();
    await waiting;
    expect([taken[1]?.seq, late?.seq]).toEqual([600, 601]);
    for (const pages of begun) await pages.return?.();
    await (await begin(late!)).return?.();
  });

  it('end when they are held for too long, and hold up nobody any more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const store = await opened();
    const pages = await begin(await store.changes.snapshot({}));
    vi.advanceTimersByTime(300_000);
    await expect(pages.next()).rejects.toMatchObject(gone);
    await (await begin(await store.changes.snapshot({}))).return?.();
  });

  it('end when the store is closed, also those that wait', async () => {
    const store = await opened();
    const all = await Promise.all(
      Array.from({ length: 16 }, async () => begin(await store.changes.snapshot({}))),
    );
    const waiting = store.changes.snapshot({});
    waiting.catch(() => undefined);
    await store.close();
    for (const pages of all) await expect(pages.next()).rejects.toMatchObject(gone);
    await expect(waiting).rejects.toMatchObject(gone);
  });
});

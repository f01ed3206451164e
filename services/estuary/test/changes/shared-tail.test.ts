import { randomUUID } from 'node:crypto';
import { createLog } from '@aquifer/service';
import { beforeEach, expect, it, vi } from 'vitest';
import { SharedTail } from '../../src/changes/shared-tail.ts';
import type { Change } from '../../src/model/document.ts';
import type { ChangeLog, DocumentStore, Wake } from '../../src/store/document-store.ts';
import { openMemoryStore } from '../../src/store/memory/memory-store.ts';
import { KEEP_ALL } from '../store/contract/keep-all.ts';
import { create, transaction } from '../support/writes.ts';

let store: DocumentStore;
let log: ChangeLog;
const tailOf = (changes: ChangeLog): SharedTail =>
  new SharedTail(changes, createLog({ level: 'silent', format: 'json' }));
const add = async (id: string): Promise<void> => {
  await store.write(transaction([create('items', id)]));
};

beforeEach(() => {
  store = openMemoryStore(KEEP_ALL);
  const { changes } = store;
  log = {
    head: vi.fn<ChangeLog['head']>(() => changes.head()),
    read: vi.fn<ChangeLog['read']>((...asked) => changes.read(...asked)),
    snapshot: (filter) => changes.snapshot(filter),
    watch: (wake) => changes.watch(wake),
  };
});

it('asks the store for nothing while nobody follows', async () => {
  const shared = tailOf(log);
  await add('a');
  const [one, other] = await Promise.all([shared.follow(), shared.follow()]);
  expect(one.tail).toBe(other.tail);
  expect(one.tail.head).toBe(1);
  expect(log.head).toHaveBeenCalledTimes(1);
  one.leave();
  one.leave();
  await add('b');
  await vi.waitFor(() => expect(other.tail.head).toBe(2));
  other.leave();
  vi.mocked(log.read).mockClear();
  await add('c');
  expect(log.read).not.toHaveBeenCalled();
  const { tail, leave } = await shared.follow();
  expect(tail.head).toBe(3);
  leave();
});

it('refuses who would follow a store that does not answer, and takes them when it does', async () => {
  const shared = tailOf(log);
  vi.mocked(log.head).mockRejectedValueOnce(new Error('down'));
  await expect(shared.follow()).rejects.toThrow('down');
  await add('a');
  const { tail, leave } = await shared.follow();
  expect(tail.head).toBe(1);
  leave();
});

it('does not read what was there before, though it is woken before it knows where the log ends', async () => {
  await add('a');
  const shared = tailOf(log);
  vi.mocked(log.head).mockImplementationOnce(async () => {
    await add('b');
    return store.changes.head();
  });
  const { tail, leave } = await shared.follow();
  expect(tail.head).toBe(2);
  for (const [after] of vi.mocked(log.read).mock.calls) expect(after).toBe(2);
  leave();
});

it('takes changes as it is told of them, and reads those it was not told of', async () => {
  let wake: Wake = () => undefined;
  log = {
    ...log,
    watch(told) {
      wake = told;
      return () => undefined;
    },
  };
  const { tail, leave } = await tailOf(log).follow();
  await vi.waitFor(() => expect(log.read).toHaveBeenCalledTimes(1));
  vi.mocked(log.read).mockClear();
  const seen: number[] = [];
  tail.listen({
    changed: (changes) => void seen.push(...changes.map(({ seq }) => seq)),
    lost: () => undefined,
  });
  const stored = async (): Promise<readonly Change[]> => {
    await add(randomUUID());
    const page = await store.changes.read((store.changes.head() as number) - 1, 1, {});
    return page?.changes ?? [];
  };
  wake(await stored());
  expect(tail.head).toBe(1);
  expect(log.read).not.toHaveBeenCalled();

  // Of another instance, in between.
  await stored();
  wake(await stored());
  await vi.waitFor(() => expect(tail.head).toBe(3));
  expect(log.read).toHaveBeenCalledTimes(1);

  // What is told while the log is read is neither lost nor taken twice.
  vi.mocked(log.read).mockImplementationOnce(async (...asked) => {
    const page = await store.changes.read(...asked);
    wake(await stored());
    wake(await stored());
    return page;
  });
  await stored();
  wake();
  await vi.waitFor(() => expect(tail.head).toBe(6));
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  leave();
});

import { createLog } from '@aquifer/service';
import { beforeEach, expect, it, vi } from 'vitest';
import { SharedTail } from '../../src/changes/shared-tail.ts';
import type { ChangeLog, DocumentStore } from '../../src/store/document-store.ts';
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

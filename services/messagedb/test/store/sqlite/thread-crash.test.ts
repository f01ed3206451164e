import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { write } from '../../support/messages.ts';
import { headOf, logIn, namespaceIn } from '../../support/stored.ts';
import { namespaceOf } from '../contract/state.ts';
import { everything, logOf, storeDirectory } from './store-directory.ts';

/** The threads that were started, to be ended from here. */
const started: Worker[] = [];
/** How many of those that are started next end before they can do anything. */
const unfit = vi.hoisted(() => ({ left: 0 }));

vi.mock(import('../../../src/store/sqlite/writer/start-thread.ts'), async (original) => {
  const { startThread } = await original();
  return {
    startThread: (folder) => {
      const isUnfit = unfit.left > 0;
      if (isUnfit) unfit.left -= 1;
      const worker = isUnfit
        ? new Worker('throw new Error("no room for a thread")', { eval: true })
        : startThread(folder);
      started.push(worker);
      return worker;
    },
  };
});

/**
 * What is no request makes the thread fail when its turn comes. Ending it from outside is nothing
 * that happens, and in the middle of a call the driver ends the process.
 */
async function crash(): Promise<void> {
  const worker = started.at(-1);
  worker?.postMessage(null);
  if (worker !== undefined) await new Promise((resolve) => worker.once('exit', resolve));
}

/** Starting a thread from source compiles it anew, several times here. */
const timeout = 120_000;

describe('the thread that writes', { timeout }, () => {
  const directory = storeDirectory();
  afterEach(() => started.splice(0));
  const id = '12345678-1234-1234-1234-123456789abc';

  it('is replaced when it ends, and what it was asked has an unknown outcome', async () => {
    const log = await logOf(await directory.open(directory.make()), 'default');
    await log.append([write('a-1')]);
    for (let round = 0; round < 3; round += 1) {
      const group = () => log.append(Array.from({ length: 100 }, () => write('a-1')));
      const before = await headOf(log);
      const done = [group(), group()];
      const crashed = crash();
      const results = await Promise.allSettled([...done, group(), group()]);
      await crashed;
      const failed = results.filter((result) => result.status === 'rejected');
      expect(failed.length).toBeGreaterThan(0);
      for (const { reason } of failed) expect(reason).toMatchObject({ code: 'outcome_unknown' });
      // Nothing of it is half there, and no lock stayed behind.
      const after = await headOf(log);
      expect((after - before) % 100).toBe(0);
      await log.append([write('b-1')]);
      expect(await headOf(log)).toBe(after + 1);
    }
    expect(started).toHaveLength(4);
    const rows = await everything(log);
    expect(rows.map((row) => row[4])).toEqual(rows.map((_, index) => index + 1));
  });

  it('may be asked again with the same messages', async () => {
    const log = await logOf(await directory.open(directory.make()), 'default');
    const same = write('a-1', { id }, -1);
    const asked = log.append([same]);
    await Promise.allSettled([asked, crash()]);
    const [outcome] = (await log.append([same])).outcomes;
    expect(outcome).toMatchObject({ position: 0, globalPosition: 1 });
    expect(await headOf(log)).toBe(1);
  });

  it('leaves the namespaces as the file has them when it ends', async () => {
    const store = await directory.open(directory.make());
    await logOf(store, 'default');
    const created = store.namespaces.create(namespaceOf('tenant-a'));
    await Promise.allSettled([created, crash()]);
    const isThere = (await store.namespaces.find('tenant-a')) !== undefined;
    expect(await store.namespaces.create(namespaceOf('tenant-a'))).toBe(!isThere);
    expect(await headOf(await logIn(store, 'tenant-a'))).toBe(0);
  });

  it('has done nothing when it ends before it has begun', async () => {
    const store = await directory.open(directory.make());
    unfit.left = 1;
    const unavailable = { code: 'store_unavailable', status: 503 };
    const create = () => store.namespaces.create(namespaceOf('default'));
    await expect(create()).rejects.toMatchObject(unavailable);
    expect(await create()).toBe(true);
    expect(await headOf(await logIn(store, 'default'))).toBe(0);
  });

  it('may end while the store is closed, which closes all the same', async () => {
    const dataDir = directory.make();
    const store = await directory.open(dataDir);
    await logOf(store, 'default');
    const crashed = crash();
    await Promise.all([store.close(), crashed]);
    expect(await headOf(await logIn(await directory.open(dataDir), 'default'))).toBe(0);
  });

  it('leaves no namespace that is being deleted to be found when something else fails', async () => {
    const store = await directory.open(directory.make());
    const busy = await logOf(store, 'busy');
    await logOf(store, 'tenant-a');
    const deleted = await namespaceIn(store, 'tenant-a');
    // No text: the registry refuses it.
    const failing = store.namespaces.create(namespaceOf('b', { description: undefined as never }));
    const working = busy.append(Array.from({ length: 5_000 }, () => write('a-1')));
    const deleting = store.namespaces.delete(deleted);
    await expect(failing).rejects.toMatchObject({ code: 'store_failed' });
    expect(await store.namespaces.find('tenant-a')).toBeUndefined();
    expect((await store.namespaces.list()).map(({ id }) => id)).toEqual(['busy']);
    expect(await deleting).toBe(0);
    await working;
    expect(await store.namespaces.find('tenant-a')).toBeUndefined();
    await expect(deleted.log.state()).rejects.toMatchObject({ code: 'namespace_gone' });
  });

  it('has done what it was asked when the store is closed, and nothing after', async () => {
    const dataDir = directory.make();
    const store = await directory.open(dataDir);
    const log = await logOf(store, 'default');
    const pending = Array.from({ length: 5 }, () => log.append([write('a-1')]));
    await store.close();
    await Promise.all(pending);
    await expect(log.append([write('a-1')])).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(await headOf(await logIn(await directory.open(dataDir), 'default'))).toBe(5);
  });
});

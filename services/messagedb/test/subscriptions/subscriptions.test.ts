import { createLog } from '@aquifer/service';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageStore } from '../../src/store/message-store.ts';
import { Subscriptions } from '../../src/subscriptions/subscriptions.ts';
import type { Subscription } from '../../src/subscriptions/subscriptions.ts';
import { namespaceOf } from '../store/contract/state.ts';
import { memoryStoreWith } from '../support/memory-namespace.ts';
import { write } from '../support/messages.ts';
import { logIn, namespaceIn } from '../support/stored.ts';

const all = { kind: 'all' } as const;
const log = createLog({ level: 'silent', format: 'json' });

describe('subscriptions', () => {
  let store: MessageStore;
  let subscriptions: Subscriptions;
  let ending: AbortController;

  type Notices = Subscription['notices'];
  const open = async (id = 'default', from = 0, replays = true): Promise<Notices> => {
    const namespace = await namespaceIn(store, id);
    const request = { namespace, filter: all, from, replays, signal: ending.signal };
    return (await subscriptions.open(request)).notices;
  };
  const commit = async (id: string, ...streams: readonly string[]) => {
    const namespace = await namespaceIn(store, id);
    const group = await namespace.log.append(streams.map((name) => write(name)));
    subscriptions.committed(namespace, group);
  };
  const remove = async (id: string) => store.namespaces.delete(await namespaceIn(store, id));
  /** As another instance does it, which does not say so. */
  const createAnew = async (id: string, ...streams: readonly string[]) => {
    await remove(id);
    await store.namespaces.create(namespaceOf(id));
    await (await logIn(store, id)).append(streams.map((name) => write(name)));
  };
  const next = async (subscription: Notices): Promise<readonly number[] | 'ended'> => {
    const { value, done } = await subscription.next();
    if (done === true) return 'ended';
    return value.map(({ globalPosition }) => globalPosition);
  };

  beforeEach(async () => {
    store = await memoryStoreWith('default', 'tenant-a');
    subscriptions = new Subscriptions({ log, perNamespaceMax: 0 });
    ending = new AbortController();
  });

  it('keep namespaces apart', async () => {
    const [one, other] = [await open('default'), await open('tenant-a')];
    await commit('default', 'a-1');
    await commit('tenant-a', 'b-1', 'b-1');
    expect(await next(one)).toEqual([1]);
    expect(await next(other)).toEqual([1, 2]);
    ending.abort();
  });

  it('that are live only begin after what was written before, whatever position they ask for', async () => {
    await commit('default', 'a-1', 'a-1');
    const [now, later] = [await open('default', 0, false), await open('default', 5, false)];
    await commit('default', 'a-1', 'a-1');
    expect(await next(now)).toEqual([3, 4]);
    await commit('default', 'a-1');
    expect(await next(later)).toEqual([5]);
    ending.abort();
  });

  it('that are live only begin at the end of the log, though the tail has not heard of it', async () => {
    const early = await open('default');
    const namespace = await namespaceIn(store, 'default');
    await namespace.log.append([write('a-1'), write('a-1')]);
    const live = { namespace, filter: all, from: 0, replays: false };
    const { from, notices } = await subscriptions.open({ ...live, signal: ending.signal });
    expect(from).toBe(3);
    await namespace.log.append([write('a-1')]);
    subscriptions.wake('default');
    expect(await next(notices)).toEqual([3]);
    expect(await next(early)).toEqual([1, 2, 3]);
    ending.abort();
  });

  it('end with their namespace, and no others do', async () => {
    const [one, other] = [await open('tenant-a'), await open('default')];
    const last = next(one);
    await remove('tenant-a');
    subscriptions.end('tenant-a');
    expect(await last).toBe('ended');
    expect(subscriptions.count).toBe(1);
    await commit('default', 'a-1');
    expect(await next(other)).toEqual([1]);
    ending.abort();
    expect(subscriptions.count).toBe(0);
  });

  it('end while they replay', async () => {
    for (let at = 0; at < 3; at += 1) {
      await commit('tenant-a', ...Array.from({ length: 1_000 }, () => 'a-1'));
    }
    const one = await open('tenant-a');
    expect(await next(one)).toHaveLength(1_000);
    subscriptions.end('tenant-a');
    expect(await next(one)).toBe('ended');
  });

  it('end when another instance deletes their namespace, called or not', async () => {
    const [called, found] = [await open('tenant-a'), await open('default')];
    const ends = [next(called), next(found)];
    await remove('tenant-a');
    await subscriptions.check('tenant-a');
    expect(await ends[0]).toBe('ended');
    await remove('default');
    subscriptions.wake('default');
    expect(await ends[1]).toBe('ended');
    expect(subscriptions.count).toBe(0);
  });

  it('end when another instance emptied their namespace, and go on when it did not', async () => {
    const one = await open('tenant-a');
    await commit('tenant-a', 'a-1', 'a-1');
    expect(await next(one)).toEqual([1, 2]);
    await subscriptions.check();
    expect(subscriptions.count).toBe(1);
    await (await logIn(store, 'tenant-a')).clear();
    await subscriptions.check();
    expect(await next(one)).toBe('ended');
  });

  it('end when another instance made their namespace anew, or emptied it, with as many messages', async () => {
    await commit('tenant-a', 'a-1', 'a-1');
    await commit('default', 'a-1', 'a-1');
    const followers = [await open('tenant-a'), await open('default')];
    for (const one of followers) expect(await next(one)).toEqual([1, 2]);
    await createAnew('tenant-a', 'b-1', 'b-1');
    const emptied = await logIn(store, 'default');
    await emptied.clear();
    await emptied.append([write('b-1'), write('b-1')]);
    await subscriptions.check();
    expect(await Promise.all(followers.map(next))).toEqual(['ended', 'ended']);
  });

  it('of the namespace that is there take the place of those of one that was deleted', async () => {
    const old = await open('tenant-a');
    await createAnew('tenant-a', 'b-1');
    const fresh = await open('tenant-a');
    expect(await next(fresh)).toEqual([1]);
    expect(await next(old)).toBe('ended');
    expect(subscriptions.count).toBe(1);
    ending.abort();
  });

  it('are told nothing that was committed to another namespace of that id', async () => {
    const deleted = await namespaceIn(store, 'tenant-a');
    const group = await deleted.log.append([write('a-1')]);
    await createAnew('tenant-a');
    const one = await open('tenant-a');
    subscriptions.committed(deleted, group);
    await commit('tenant-a', 'b-1', 'b-1');
    expect(await next(one)).toEqual([1, 2]);
    ending.abort();
  });

  it('of a namespace that was emptied begin anew', async () => {
    const old = await open('tenant-a');
    await commit('tenant-a', 'a-1', 'a-1');
    subscriptions.end('tenant-a');
    await (await logIn(store, 'tenant-a')).clear();
    const fresh = await open('tenant-a');
    await commit('tenant-a', 'b-1');
    expect(await next(fresh)).toEqual([1]);
    expect(await next(old)).toBe('ended');
    ending.abort();
    expect(subscriptions.count).toBe(0);
  });

  it('are as many as allowed, in each namespace', async () => {
    subscriptions = new Subscriptions({ log, perNamespaceMax: 2 });
    for (const namespace of ['default', 'default', 'tenant-a']) await open(namespace);
    await expect(open()).rejects.toMatchObject({ code: 'too_many_subscriptions', status: 429 });
    expect(subscriptions.count).toBe(3);
    ending.abort();
    expect(subscriptions.count).toBe(0);
  });

  it('that were left make room', async () => {
    subscriptions = new Subscriptions({ log, perNamespaceMax: 1 });
    await commit('default', 'a-1');
    const one = await open();
    await one.next();
    await one.return(undefined);
    expect(subscriptions.count).toBe(0);
    await open();
    ending.abort();
  });

  it('of a namespace that was deleted are refused, and leave nothing', async () => {
    const namespace = await namespaceIn(store, 'tenant-a');
    await createAnew('tenant-a');
    const request = { namespace, filter: all, from: 0, replays: true, signal: ending.signal };
    await expect(subscriptions.open(request)).rejects.toMatchObject({ code: 'namespace_gone' });
    expect(subscriptions.count).toBe(0);
  });

  it('leave nothing behind after a thousand, iterated or not', async () => {
    const namespace = await namespaceIn(store, 'default');
    const signals: AbortSignal[] = [];
    for (let at = 0; at < 1_000; at += 1) {
      const left = new AbortController();
      signals.push(left.signal);
      const request = { namespace, filter: all, from: 0, replays: true };
      const { notices } = await subscriptions.open({ ...request, signal: left.signal });
      const last = at % 2 === 0 ? notices.next() : undefined;
      left.abort();
      expect((await last)?.done ?? true).toBe(true);
    }
    expect(subscriptions.count).toBe(0);
    // A namespace that nobody follows is not looked at any more.
    const state = vi.spyOn(namespace.log, 'state');
    await subscriptions.check();
    expect(state).not.toHaveBeenCalled();
  });

  it('that were ended before they were opened end at once', async () => {
    ending.abort();
    const one = await open();
    expect(await next(one)).toBe('ended');
    expect(subscriptions.count).toBe(0);
  });
});

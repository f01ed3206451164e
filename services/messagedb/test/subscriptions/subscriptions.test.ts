import { createLog } from '@aquifer/service';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MessageStore } from '../../src/store/message-store.ts';
import { Subscriptions } from '../../src/subscriptions/subscriptions.ts';
import type { Subscription } from '../../src/subscriptions/subscriptions.ts';
import { memoryStoreWith } from '../support/memory-namespace.ts';
import { write } from '../support/messages.ts';

const all = { kind: 'all' } as const;
const log = createLog({ level: 'silent', format: 'json' });

describe('subscriptions', () => {
  let store: MessageStore;
  let subscriptions: Subscriptions;
  let ending: AbortController;

  type Notices = Subscription['notices'];
  const open = async (namespace = 'default', from = 0, replays = true): Promise<Notices> => {
    const request = { namespace, filter: all, from, replays, signal: ending.signal };
    return (await subscriptions.open(request)).notices;
  };
  const commit = async (namespace: string, ...streams: readonly string[]) =>
    subscriptions.committed(
      namespace,
      await store.log(namespace).append(streams.map((name) => write(name))),
    );
  const next = async (subscription: Notices): Promise<readonly number[] | 'ended'> => {
    const { value, done } = await subscription.next();
    if (done === true) return 'ended';
    return value.map(({ globalPosition }) => globalPosition);
  };

  beforeEach(async () => {
    store = await memoryStoreWith('default', 'tenant-a');
    subscriptions = new Subscriptions({ store, log, perNamespaceMax: 0 });
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
    await store.log('default').append([write('a-1'), write('a-1')]);
    const live = { namespace: 'default', filter: all, from: 0, replays: false };
    const { from, notices } = await subscriptions.open({ ...live, signal: ending.signal });
    expect(from).toBe(3);
    await store.log('default').append([write('a-1')]);
    subscriptions.wake();
    expect(await next(notices)).toEqual([3]);
    expect(await next(early)).toEqual([1, 2, 3]);
    ending.abort();
  });

  it('end with their namespace, and no others do', async () => {
    const [one, other] = [await open('tenant-a'), await open('default')];
    const last = next(one);
    await store.namespaces.delete('tenant-a');
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
    await store.namespaces.delete('tenant-a');
    await subscriptions.recheck('tenant-a');
    expect(await ends[0]).toBe('ended');
    await store.namespaces.delete('default');
    subscriptions.wake();
    expect(await ends[1]).toBe('ended');
    expect(subscriptions.count).toBe(0);
  });

  it('end when another instance emptied their namespace, and go on when it did not', async () => {
    const one = await open('tenant-a');
    await commit('tenant-a', 'a-1', 'a-1');
    expect(await next(one)).toEqual([1, 2]);
    await subscriptions.recheck();
    expect(subscriptions.count).toBe(1);
    await store.log('tenant-a').clear();
    await subscriptions.recheck();
    expect(await next(one)).toBe('ended');
  });

  it('of a namespace that was made anew begin anew', async () => {
    const old = await open('tenant-a');
    await commit('tenant-a', 'a-1', 'a-1');
    subscriptions.end('tenant-a');
    await store.log('tenant-a').clear();
    const fresh = await open('tenant-a');
    await commit('tenant-a', 'b-1');
    expect(await next(fresh)).toEqual([1]);
    expect(await next(old)).toBe('ended');
    ending.abort();
    expect(subscriptions.count).toBe(0);
  });

  it('are as many as allowed, in each namespace', async () => {
    subscriptions = new Subscriptions({ store, log, perNamespaceMax: 2 });
    for (const namespace of ['default', 'default', 'tenant-a']) await open(namespace);
    await expect(open()).rejects.toMatchObject({ code: 'too_many_subscriptions', status: 429 });
    expect(subscriptions.count).toBe(3);
    ending.abort();
    expect(subscriptions.count).toBe(0);
  });

  it('that were left make room', async () => {
    subscriptions = new Subscriptions({ store, log, perNamespaceMax: 1 });
    await commit('default', 'a-1');
    const one = await open();
    await one.next();
    await one.return(undefined);
    expect(subscriptions.count).toBe(0);
    await open();
    ending.abort();
  });

  it('of a namespace that does not exist are refused, and leave nothing', async () => {
    await expect(open('nobody')).rejects.toMatchObject({ code: 'namespace_gone' });
    expect(subscriptions.count).toBe(0);
  });

  it('leave nothing behind after a thousand, iterated or not', async () => {
    const signals: AbortSignal[] = [];
    for (let at = 0; at < 1_000; at += 1) {
      const left = new AbortController();
      signals.push(left.signal);
      const request = { namespace: 'default', filter: all, from: 0, replays: true };
      const { notices } = await subscriptions.open({ ...request, signal: left.signal });
      const last = at % 2 === 0 ? notices.next() : undefined;
      left.abort();
      expect((await last)?.done ?? true).toBe(true);
    }
    expect(subscriptions.count).toBe(0);
    // A namespace that nobody follows is not looked at any more.
    let reads = 0;
    const counted = { ...store, log: (name: string) => ((reads += 1), store.log(name)) };
    subscriptions = new Subscriptions({ store: counted, log, perNamespaceMax: 0 });
    await open();
    ending.abort();
    reads = 0;
    subscriptions.wake();
    await subscriptions.recheck();
    expect(reads).toBe(0);
  });

  it('that were ended before they were opened end at once', async () => {
    ending.abort();
    const one = await open();
    expect(await next(one)).toBe('ended');
    expect(subscriptions.count).toBe(0);
  });
});

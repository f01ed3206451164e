import { createClient } from '@aquifer/estuary-client';
import type { ChangeEvent, ChangesOptions, EstuaryClient } from '@aquifer/estuary-client';
import { startCuttingProxy } from '@aquifer/testing';
import type { CuttingProxy } from '@aquifer/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startEstuary } from './support/start-estuary.ts';

/** The proxy stands in for a server that is killed and comes back with all it had acknowledged. */

let proxy: CuttingProxy;
let client: EstuaryClient;
/** Past the proxy. */
let direct: EstuaryClient;

/** A busy machine takes its time. */
const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000 });

const retry = { attempts: 2_000, delayMs: 5, delayMsMax: 20 };

beforeEach(async () => {
  const server = await startEstuary();
  proxy = await startCuttingProxy(server.port);
  client = createClient({ url: proxy.url, retry });
  direct = createClient({ url: server.url });
});

describe('a write', () => {
  it('is done once when its answer is lost', async () => {
    proxy.loseNextAnswer();
    const item = await client.create({ name: 'a' });
    expect(proxy.count).toBeGreaterThan(1);
    expect(await direct.list()).toMatchObject({ total: 1, items: [{ id: item.id }] });
    proxy.loseNextAnswer();
    expect(await client.update(item.id, { name: 'b' }, { ifMatch: 1 })).toMatchObject({
      name: 'b',
      version: 2,
    });
    proxy.loseNextAnswer();
    await client.remove(item.id, { ifMatch: 2 });
    expect((await direct.list()).total).toBe(0);
  });

  it('waits for a server that is being restarted', async () => {
    await client.create({ name: 'a' });
    await proxy.kill();
    const writing = client.create({ name: 'b' });
    setTimeout(() => void proxy.restart(), 50);
    expect(await writing).toMatchObject({ name: 'b' });
  });

  it('is not made again when the server refuses it', async () => {
    await client.list();
    const before = proxy.count;
    await expect(client.create({ name: '' })).rejects.toMatchObject({ status: 422 });
    expect(proxy.count - before).toBeLessThanOrEqual(1);
  });

  it('fails with the lost connection once the tries are used up', async () => {
    const impatient = createClient({ url: proxy.url, retry: { attempts: 1 } });
    proxy.loseNextAnswer();
    await expect(impatient.create({ name: 'a' })).rejects.toMatchObject({
      name: 'EstuaryError',
      code: 'CONNECTION_LOST',
      status: undefined,
    });
  });
});

describe('a call', () => {
  it('is given up when no answer comes in time', async () => {
    proxy.hold();
    const hasty = createClient({
      url: proxy.url,
      timeoutMs: 30,
      retry: { ...retry, attempts: 2 },
    });
    await expect(hasty.list()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('ends with the reason of its signal', async () => {
    proxy.hold();
    const controller = new AbortController();
    const reading = client.list({ signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(reading).rejects.toThrow('no longer wanted');
  });
});

describe('changes', () => {
  /** Follows in the background; `events` grows. */
  const follow = (
    options: ChangesOptions = {},
  ): { events: ChangeEvent[]; stop: () => Promise<void> } => {
    const controller = new AbortController();
    const events: ChangeEvent[] = [];
    const { signal } = controller;
    const done = (async () => {
      for await (const event of client.changes({ retry, signal, ...options })) events.push(event);
    })();
    return {
      events,
      async stop() {
        controller.abort();
        await done;
      },
    };
  };
  const seqsOf = (events: readonly ChangeEvent[]): number[] =>
    events.map((event) => ('seq' in event ? event.seq : 0));

  it('come in order, each once, over as many connections as it takes', async () => {
    const live = vi.fn<() => void>();
    const { events, stop } = follow({ onLive: live });
    await eventually(() => expect(live).toHaveBeenCalled());
    for (let round = 0; round < 5; round += 1) {
      await direct.create({ name: `${round}` });
      await eventually(() => expect(events).toHaveLength(round * 3 + 1));
      await proxy.kill();
      await direct.create({ name: `${round} unheard` });
      await direct.create({ name: `${round} unheard` });
      await proxy.restart();
      await eventually(() => expect(events).toHaveLength(round * 3 + 3));
    }
    expect(seqsOf(events)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(events[0]).toMatchObject({ type: 'created', version: 1, item: { name: '0' } });
    await stop();
  });

  it('miss nothing after they were live, though nothing was told before the connection was lost', async () => {
    await direct.create({ name: 'before' });
    const live = vi.fn<() => void>();
    const { events, stop } = follow({ onLive: live });
    await eventually(() => expect(live).toHaveBeenCalledOnce());
    await proxy.kill();
    await direct.create({ name: 'meanwhile' });
    await proxy.restart();
    await eventually(() => expect(events).toHaveLength(1));
    expect(events).toMatchObject([{ seq: 2, item: { name: 'meanwhile' } }]);
    await stop();
  });

  it('begin behind a change that is known, and keep to one item', async () => {
    const { id } = await direct.create({ name: 'a' });
    await direct.create({ name: 'b' });
    await direct.update(id, { name: 'c' });
    await direct.remove(id);
    const { events, stop } = follow({ since: 1, id });
    await eventually(() => expect(events).toHaveLength(2));
    expect(events).toMatchObject([
      { seq: 3, type: 'updated', item: { name: 'c' } },
      { seq: 4, type: 'deleted', item: null },
    ]);
    await stop();
  });

  it('begin with all items as they are, and go on without them', async () => {
    await direct.create({ name: 'a' });
    await direct.create({ name: 'b' });
    const { events, stop } = follow({ snapshot: true });
    await eventually(() => expect(events).toHaveLength(4));
    expect(events).toMatchObject([
      { type: 'snapshot-begin' },
      { type: 'snapshot', version: 1, item: { name: 'a' } },
      { type: 'snapshot', version: 1, item: { name: 'b' } },
      { type: 'snapshot-end', seq: 2 },
    ]);
    await proxy.kill();
    await direct.create({ name: 'c' });
    await proxy.restart();
    await eventually(() => expect(events).toHaveLength(5));
    expect(events[4]).toMatchObject({ type: 'created', seq: 3 });
    await stop();
  });

  it('say that some were missed, where the database is another one', async () => {
    const { events, stop } = follow({ since: 1_000 });
    await eventually(() => expect(events).toMatchObject([{ type: 'reset', seq: 0 }]));
    await direct.create({ name: 'a' });
    await eventually(() => expect(events).toHaveLength(2));
    await stop();
  });

  it('are heard again when the server has been silent for too long', async () => {
    const live = vi.fn<() => void>();
    const { stop } = follow({ onLive: live, silenceMsMax: 30 });
    await eventually(() => expect(live.mock.calls.length).toBeGreaterThan(2));
    await stop();
  });

  it('end with an error when they are lost too often in a row', async () => {
    await proxy.kill();
    const feed = client.changes({ since: 0, retry: { ...retry, attempts: 3 } });
    await expect(feed.next()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('end with an error that waiting does not mend', async () => {
    const feed = client.changes({ since: 0.5 });
    await expect(feed.next()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

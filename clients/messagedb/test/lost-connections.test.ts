import { createClient, MessageDbError } from '@aquifer/messagedb-client';
import type { MessageDbClient, Poke } from '@aquifer/messagedb-client';
import { startCuttingProxy } from '@aquifer/testing';
import type { CuttingProxy } from '@aquifer/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultToken, startMessageDb } from './support/start-messagedb.ts';

/** The proxy stands in for a server that is killed and comes back with all it had acknowledged. */

let proxy: CuttingProxy;
let client: MessageDbClient;
/** Past the proxy. */
let direct: MessageDbClient;

/** A busy machine takes its time. */
const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000 });

const retry = { attempts: 2_000, delayMs: 5, delayMsMax: 20 };
const event = { type: 'T', data: {} };

beforeEach(async () => {
  const server = await startMessageDb();
  proxy = await startCuttingProxy(server.port);
  client = createClient({ url: proxy.url, token: defaultToken, retry });
  direct = createClient({ url: server.url, token: defaultToken });
});

describe('a write', () => {
  it('is made once when its answer is lost, and says where it is', async () => {
    proxy.loseNextAnswer();
    const written = await client.write('a-1', event, { expectedVersion: -1 });
    expect(written).toMatchObject({ position: 0, globalPosition: 1 });
    expect(proxy.count).toBeGreaterThan(1);
    expect(await direct.readPage('a-1')).toEqual([expect.objectContaining({ id: written.id })]);
  });

  it('is made once as a batch as well', async () => {
    proxy.loseNextAnswer();
    const written = await client.writeBatch('a-1', [event, event]);
    expect(written).toMatchObject({ position: 1, count: 2 });
    expect(await direct.version('a-1')).toBe(1);
  });

  it('waits for a server that is being restarted', async () => {
    await client.write('a-1', event);
    await proxy.kill();
    const writing = client.write('a-1', event);
    setTimeout(() => void proxy.restart(), 50);
    expect(await writing).toMatchObject({ position: 1 });
  });

  it('fails with the lost connection once the tries are used up', async () => {
    const impatient = createClient({ url: proxy.url, token: defaultToken, retry: { attempts: 1 } });
    proxy.loseNextAnswer();
    await expect(impatient.write('a-1', event)).rejects.toMatchObject({
      name: 'MessageDbError',
      code: 'CONNECTION_LOST',
      status: undefined,
    });
  });

  it('is not made again when the server refuses it', async () => {
    await client.write('a-1', event);
    const before = proxy.count;
    await expect(client.write('a-1', event, { expectedVersion: 7 })).rejects.toMatchObject({
      status: 409,
    });
    expect(proxy.count - before).toBeLessThanOrEqual(1);
  });
});

describe('a call', () => {
  it('is given up when no answer comes in time', async () => {
    proxy.hold();
    const hasty = createClient({
      url: proxy.url,
      token: defaultToken,
      timeoutMs: 30,
      retry: { ...retry, attempts: 2 },
    });
    await expect(hasty.version('a-1')).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('ends with the reason of its signal', async () => {
    proxy.hold();
    const controller = new AbortController();
    const reading = client.version('a-1', { signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(reading).rejects.toThrow('no longer wanted');
  });

  it('that changes a namespace is never repeated by itself', async () => {
    proxy.loseNextAnswer();
    await expect(client.namespaces.create('tenant-a')).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
    expect(await direct.namespaces.info('tenant-a')).toMatchObject({ messageCount: 0 });
  });
});

describe('reading texts', () => {
  it('goes on behind the last row that came when the connection breaks within a page', async () => {
    const data = { text: 'x'.repeat(200_000) };
    for (let n = 0; n < 40; n += 1) await direct.write('a-1', { type: 'T', data });
    const places: number[] = [];
    for await (const row of client.readCategoryTexts('a', { pageSize: 30 })) {
      expect(JSON.parse(row[5])).toEqual(data);
      places.push(Number(row[4]));
      if (places.length % 15 === 1) proxy.cut();
    }
    expect(places).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('fails when the tries are used up, and ends with the reason of its signal', async () => {
    await direct.write('a-1', event);
    await proxy.kill();
    const impatient = createClient({ url: proxy.url, retry: { ...retry, attempts: 2 } });
    const rows = impatient.readCategoryTexts('a');
    await expect(rows.next()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    const aborted = client.readCategoryTexts('a', { signal });
    await expect(aborted.next()).rejects.toThrow('no longer wanted');
  });
});

describe('a subscription', () => {
  /** Follows in the background; `pokes` grows. */
  const follow = (
    target: Parameters<MessageDbClient['subscribe']>[0],
    options: Parameters<MessageDbClient['subscribe']>[1] = {},
  ): { pokes: Poke[]; stop: () => Promise<void> } => {
    const controller = new AbortController();
    const pokes: Poke[] = [];
    const { signal } = controller;
    const done = (async () => {
      for await (const poke of client.subscribe(target, { retry, signal, ...options })) {
        pokes.push(poke);
      }
    })();
    return {
      pokes,
      async stop() {
        controller.abort();
        await done;
      },
    };
  };

  it('goes on behind the last poke after each lost connection', async () => {
    const { pokes, stop } = follow({ category: 'a' });
    const expected: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      for (const stream of ['a-1', 'b-1', 'a-2']) await direct.write(stream, event);
      expected.push(round * 6 + 1, round * 6 + 3);
      await eventually(() => expect(pokes).toHaveLength(round * 4 + 2));
      await proxy.kill();
      for (const stream of ['a-1', 'b-1', 'a-2']) await direct.write(stream, event);
      expected.push(round * 6 + 4, round * 6 + 6);
      await proxy.restart();
      await eventually(() => expect(pokes).toHaveLength(round * 4 + 4));
    }
    expect(pokes.map(({ globalPosition }) => globalPosition)).toEqual(expected);
    await stop();
  });

  it('counts by the positions of its stream, where it has one', async () => {
    await direct.write('b-1', event);
    for (let n = 0; n < 3; n += 1) await direct.write('a-1', event);
    const { pokes, stop } = follow({ stream: 'a-1' }, { position: 1 });
    await eventually(() => expect(pokes).toHaveLength(2));
    await proxy.kill();
    await direct.write('a-1', event);
    await proxy.restart();
    await eventually(() => expect(pokes).toHaveLength(3));
    expect(pokes.map(({ position }) => position)).toEqual([1, 2, 3]);
    await stop();
  });

  it('to everything is live first, and misses nothing from its first poke on', async () => {
    await direct.write('a-1', event);
    const live = vi.fn<() => void>();
    const { pokes, stop } = follow({ all: true }, { onLive: live });
    await eventually(() => expect(live).toHaveBeenCalledOnce());
    await direct.write('a-1', event);
    await eventually(() => expect(pokes).toHaveLength(1));
    await proxy.kill();
    await direct.write('b-1', event);
    await proxy.restart();
    await eventually(() => expect(live).toHaveBeenCalledTimes(2));
    await direct.write('c-1', event);
    await eventually(() => expect(pokes).toHaveLength(3));
    expect(pokes.map(({ stream }) => stream)).toEqual(['a-1', 'b-1', 'c-1']);
    await stop();
  });

  it('to everything misses nothing from the moment it is live, though it heard of nothing yet', async () => {
    await direct.write('a-1', event);
    const live = vi.fn<() => void>();
    const { pokes, stop } = follow({ all: true }, { onLive: live });
    await eventually(() => expect(live).toHaveBeenCalledOnce());
    await proxy.kill();
    await direct.write('b-1', event);
    await proxy.restart();
    await eventually(() => expect(pokes).toHaveLength(1));
    expect(pokes).toMatchObject([{ stream: 'b-1', globalPosition: 2 }]);
    await stop();
  });

  it('takes only the share of a consumer group', async () => {
    for (const id of [123, 456, 789]) await direct.write(`account-${id}`, event);
    const consumerGroup = { member: 1, size: 2 };
    const { pokes, stop } = follow({ category: 'account', consumerGroup });
    await eventually(() => expect(pokes).toHaveLength(2));
    expect(pokes.map(({ stream }) => stream)).toEqual(['account-123', 'account-456']);
    await stop();
  });

  it('leaves a server that has fallen silent', async () => {
    const live = vi.fn<() => void>();
    const { stop } = follow({ category: 'a' }, { onLive: live, silenceMsMax: 20 });
    await eventually(() => expect(live.mock.calls.length).toBeGreaterThan(1));
    await stop();
  });

  it('does not take the time that a poke is handled for silence of the server', async () => {
    for (let n = 0; n < 2; n += 1) await direct.write('a-1', event);
    const live = vi.fn<() => void>();
    const options = { onLive: live, silenceMsMax: 1_000, retry };
    const pokes = client.subscribe({ stream: 'a-1' }, options);
    await pokes.next();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await direct.write('a-1', event);
    expect((await pokes.next()).value).toMatchObject({ position: 1 });
    expect((await pokes.next()).value).toMatchObject({ position: 2 });
    await pokes.return(undefined);
    expect(live).toHaveBeenCalledOnce();
  });

  it('that was live begins anew to count its tries, though nothing was written', async () => {
    const live = vi.fn<() => void>();
    const { stop } = follow({ stream: 'a-1' }, { onLive: live, retry: { ...retry, attempts: 2 } });
    for (let times = 1; times < 5; times += 1) {
      await eventually(() => expect(live).toHaveBeenCalledTimes(times));
      proxy.cut();
    }
    await stop();
  });

  it('ends with what its callback throws', async () => {
    const mine = new MessageDbError({ code: 'TIMEOUT', message: 'of something else' });
    const onLive = vi.fn<() => void>(() => {
      throw mine;
    });
    const pokes = client.subscribe({ stream: 'a-1' }, { onLive, retry: { ...retry, attempts: 2 } });
    await expect(pokes.next()).rejects.toBe(mine);
    await eventually(async () => expect((await direct.health()).connections).toBe(0));
    expect(onLive).toHaveBeenCalledOnce();
  });

  it('ends when its loop is left, and closes its connection', async () => {
    await direct.write('a-1', event);
    for await (const poke of client.subscribe({ stream: 'a-1' })) {
      expect(poke).toEqual({ stream: 'a-1', position: 0, globalPosition: 1 });
      break;
    }
    await eventually(async () => expect((await direct.health()).connections).toBe(0));
  });

  it('gives up after as many tries as it was told', async () => {
    await proxy.kill();
    const pokes = client.subscribe({ stream: 'a-1' }, { retry: { ...retry, attempts: 3 } });
    await expect(pokes.next()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it.each([
    ['a request that makes no sense', 400, 'INVALID_REQUEST', { category: '' }, defaultToken],
    ['a token that is none', 401, 'AUTH_INVALID_TOKEN', { stream: 'a-1' }, 'nope'],
    [
      'a token of nobody',
      403,
      'AUTH_UNAUTHORIZED',
      { stream: 'a-1' },
      defaultToken.replace(/0/g, '1'),
    ],
  ])('ends with an error for %s', async (_, status, code, target, token) => {
    const refused = createClient({ url: proxy.url, token, retry });
    await expect(refused.subscribe(target).next()).rejects.toMatchObject({ status, code });
  });
});

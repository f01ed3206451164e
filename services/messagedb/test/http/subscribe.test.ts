import { describe, expect, it } from 'vitest';
import { runMessageDb } from '../support/running-messagedb.ts';
import type { RunningMessageDb } from '../support/running-messagedb.ts';
import { openSse } from '../support/sse-client.ts';
import type { SseClient } from '../support/sse-client.ts';

const subscribe = (
  { url, token }: RunningMessageDb,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<SseClient> => openSse(`${url}/subscribe?${query}&token=${token}`, { headers });
const places = ({ pokes }: SseClient) => pokes.map(({ globalPosition }) => globalPosition);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
/** For what takes a busy machine some time. */
const patience = { timeout: 25_000 };

describe('GET /subscribe', () => {
  it('answers at once with the headers of a stream, and says when it is live', async () => {
    const server = await runMessageDb();
    const client = await subscribe(server, 'stream=a-1');
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      'access-control-allow-origin': '*',
      'x-accel-buffering': 'no',
    });
    await expect.poll(client.text).toBe('retry: 2000\n\n: ready\n\n');
  });

  it('writes a poke with its id, its name and three keys', async () => {
    const server = await runMessageDb();
    const opening = 'retry: 2000\n\n: ready\n\n';
    await server.write('other-1', 'a-1');
    const [stream, category, all] = [
      await subscribe(server, 'stream=a-1'),
      await subscribe(server, 'category=a'),
      await subscribe(server, 'all=true&catchup=true&position=2'),
    ];
    const data = 'event: poke\ndata: {"stream":"a-1","position":0,"globalPosition":2}\n\n';
    await expect.poll(stream.text).toBe(`${opening}id: 1\n${data}`);
    await expect.poll(category.text).toBe(`${opening}id: 3\n${data}`);
    await expect.poll(all.text).toBe(`${opening}id: 3\n${data}`);
    await server.write('a-1');
    const next = 'event: poke\ndata: {"stream":"a-1","position":1,"globalPosition":3}\n\n';
    await expect.poll(stream.text).toBe(`${opening}id: 1\n${data}id: 2\n${next}`);
  });

  it('keeps names as they are', async () => {
    const server = await runMessageDb();
    const name = 'Größe "x"\n\r\u2028:%-1+2';
    await server.write(name);
    const client = await subscribe(server, `stream=${encodeURIComponent(name)}`);
    await expect.poll(() => client.pokes).toMatchObject([{ stream: name, position: 0 }]);
  });

  it('replays more than a page, then goes on live', async () => {
    const server = await runMessageDb();
    const message = { type: 'Happened', data: {} };
    for (let batch = 0; batch < 3; batch += 1) {
      const messages = Array.from({ length: 1_000 }, () => message);
      await server.rpc(['stream.writeBatch', 'a-1', messages]);
    }
    const client = await subscribe(server, 'category=a&position=2');
    await expect.poll(() => client.pokes.length, patience).toBe(2_999);
    await server.write('a-2', 'b-1', 'a-1');
    await expect.poll(() => client.pokes.length).toBe(3_001);
    expect(places(client).slice(0, 2_999)).toEqual(upTo(3_000).slice(1));
    expect(
      places(client)
        .slice(2_999)
        .every((place) => place > 3_000),
    ).toBe(true);
  });

  it('follows everything from now on, or from the beginning if asked', async () => {
    const server = await runMessageDb();
    await server.write('a-1', 'b-1');
    const [live, filtered, whole] = [
      await subscribe(server, 'all=true'),
      await subscribe(server, 'all=true&position=4'),
      await subscribe(server, 'all=true&catchup=true'),
    ];
    await server.write('c-1');
    await server.write('d');
    await expect.poll(() => places(live)).toEqual([3, 4]);
    await expect.poll(() => places(filtered)).toEqual([4]);
    await expect.poll(() => places(whole)).toEqual([1, 2, 3, 4]);
  });

  it('tells whoever follows what is to come where that begins, before the first poke', async () => {
    const server = await runMessageDb();
    await server.write('a-1', 'b-1');
    const [live, filtered] = [
      await subscribe(server, 'all=true'),
      await subscribe(server, 'all=true&position=5'),
    ];
    await expect.poll(live.text).toBe('retry: 2000\nid: 3\n\n: ready\n\n');
    await expect.poll(filtered.text).toBe('retry: 2000\nid: 5\n\n: ready\n\n');
    live.close();
    await server.write('c-1');
    const back = await subscribe(server, 'all=true', { 'last-event-id': '3' });
    await expect.poll(() => places(back)).toEqual([3]);
    expect(back.text()).toMatch(/^retry: 2000\n\n: ready\n\n/);
  });

  it('says nothing of a write that was refused or repeated', async () => {
    const server = await runMessageDb();
    const client = await subscribe(server, 'stream=a-1');
    const write = ['stream.write', 'a-1', { type: 'T', data: {} }];
    const id = '550e8400-e29b-41d4-a716-446655440000';
    await server.rpc([...write, { id, expectedVersion: -1 }]);
    await server.rpc([...write, { id, expectedVersion: -1 }]);
    await expect(server.rpc([...write, { expectedVersion: 5 }])).rejects.toThrow(/409/);
    await server.rpc(write);
    await expect.poll(() => client.pokes.map(({ position }) => position)).toEqual([0, 1]);
  });

  it('divides a category as category.get does, what is stored and what comes', async () => {
    const server = await runMessageDb();
    const names = Array.from({ length: 40 }, (_, at) => `a-${at % 13}+${at % 3}`);
    await server.write(...names.slice(0, 20), 'a', 'b-1');
    const clients = await Promise.all(
      [0, 1, 2].map((member) => subscribe(server, `category=a&consumer=${member}&size=3`)),
    );
    await server.write(...names.slice(20), 'a', 'b-1');
    const told = new Set<number>();
    for (const [member, client] of clients.entries()) {
      const rows = await server.rpc<unknown[][]>([
        'category.get',
        'a',
        { consumerGroup: { member, size: 3 } },
      ]);
      await expect.poll(() => places(client)).toEqual(rows.map((row) => row[4]));
      for (const place of places(client)) told.add(place);
    }
    expect(told.size).toBe(40);
  });

  it('sends a comment when nothing happens', async () => {
    const server = await runMessageDb({}, { heartbeatMs: 20 });
    const client = await subscribe(server, 'stream=a-1');
    await expect.poll(client.text).toMatch(/^retry: 2000\n\n: ready\n\n(: keepalive\n\n){2}/);
  });

  it('ends in order when the server stops', async () => {
    const server = await runMessageDb();
    const clients = [await subscribe(server, 'stream=a-1'), await subscribe(server, 'all=true')];
    await server.stop();
    for (const client of clients) await expect.poll(client.isEnded).toBe(true);
  });

  it('ends when the token it came with is replaced', async () => {
    const server = await runMessageDb();
    const { token } = await server.rpc<{ token: string }>(['ns.create', 'tenant']);
    const client = await openSse(`${server.url}/subscribe?all=true&token=${token}`);
    await expect.poll(client.text).toContain(': ready');
    await server.rpc(['ns.rotate', 'tenant']);
    await expect.poll(client.isEnded).toBe(true);
  });

  it('ends when the namespace is deleted, and tells nothing of another', async () => {
    const server = await runMessageDb();
    const { token } = await server.rpc<{ token: string }>(['ns.create', 'tenant-a']);
    const own = await openSse(`${server.url}/subscribe?all=true&token=${token}`);
    const other = await subscribe(server, 'all=true');
    await server.rpc(['stream.write', 'a-1', { type: 'T', data: {} }], token);
    await expect.poll(() => places(own)).toEqual([1]);
    await server.rpc(['ns.delete', 'tenant-a']);
    await expect.poll(own.isEnded).toBe(true);
    const refused = await openSse(`${server.url}/subscribe?all=true&token=${token}`);
    expect(refused.status).toBe(403);
    await server.write('b-1');
    await expect.poll(() => other.pokes).toMatchObject([{ stream: 'b-1' }]);
  });

  it('forgets clients that leave', async () => {
    const server = await runMessageDb();
    const count = async () =>
      (await server.rpc<{ connections: number }>(['sys.health'])).connections;
    const clients = await Promise.all(upTo(20).map((at) => subscribe(server, `stream=a-${at}`)));
    expect(await count()).toBe(20);
    for (const client of clients) client.close();
    await expect.poll(count).toBe(0);
  });

  it('has at most as many subscriptions as allowed', async () => {
    const server = await runMessageDb({ MESSAGEDB_MAX_SUBSCRIPTIONS: '1' });
    const first = await subscribe(server, 'all=true');
    expect((await subscribe(server, 'all=true')).status).toBe(429);
    first.close();
    await expect.poll(async () => (await subscribe(server, 'all=true')).status).toBe(200);
  });
});

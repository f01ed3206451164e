import { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runMessageDb } from '../support/running-messagedb.ts';
import type { RunningMessageDb } from '../support/running-messagedb.ts';
import { openSse } from '../support/sse-client.ts';

const patience = { timeout: 25_000 };
/** So long that the buffers of the sockets do not hold what is told. */
const longName = (at: number): string => `a-${at}-${'x'.repeat(1_000)}`;

/** The most bytes that any response had waiting, from now on. */
function watchWaitingBytes(): () => number {
  let most = 0;
  const { write } = ServerResponse.prototype;
  const spy = vi.spyOn(ServerResponse.prototype, 'write').mockImplementation(function (
    this: ServerResponse,
    ...args: unknown[]
  ) {
    const flows = Reflect.apply(write, this, args);
    most = Math.max(most, this.writableLength);
    return flows;
  });
  onTestFinished(() => spy.mockRestore());
  return () => most;
}

async function writeMany(
  server: RunningMessageDb,
  count: number,
  nameOf = longName,
): Promise<void> {
  const messages = Array.from({ length: 1_000 }, () => ({ type: 'T', data: {} }));
  for (let done = 0; done < count; done += messages.length) {
    await server.rpc(['stream.writeBatch', nameOf(done), messages]);
  }
}

describe('a subscriber that stops reading', () => {
  it('holds up nobody, takes little memory, and is told everything when it goes on', async () => {
    const server = await runMessageDb({}, { heartbeatMs: 5 });
    const query = `category=a&token=${server.token}`;
    const slow = await openSse(`${server.url}/subscribe?${query}`, { keepsText: false });
    const quick = await openSse(`${server.url}/subscribe?${query}`, { keepsText: false });
    const waiting = watchWaitingBytes();
    slow.pause();
    await writeMany(server, 20_000);
    await expect.poll(() => quick.pokes.length, patience).toBe(20_000);
    expect(slow.pokes.length).toBeLessThan(20_000);
    expect(waiting()).toBeLessThan(1024 * 1024);
    // For many heartbeats: what waits does not grow by them, either.
    await new Promise((resolve) => setTimeout(resolve, 200));
    slow.resume();
    await expect.poll(() => slow.pokes.length, patience).toBe(20_000);
    const places = slow.pokes.map(({ globalPosition }) => globalPosition);
    expect(places).toEqual(places.map((_, at) => at + 1));
    expect(waiting()).toBeLessThan(1024 * 1024);
  });

  it('is told of streams whose names take the most bytes there are', async () => {
    const server = await runMessageDb();
    const name = 'a-'.padEnd(1_000, '\u0001');
    await writeMany(server, 3_000, () => name);
    const waiting = watchWaitingBytes();
    const query = `category=a&token=${server.token}`;
    const client = await openSse(`${server.url}/subscribe?${query}`, { keepsText: false });
    client.pause();
    await expect.poll(waiting).toBeGreaterThan(0);
    client.resume();
    await expect.poll(() => client.pokes.length, patience).toBe(3_000);
    expect(new Set(client.pokes.map(({ stream }) => stream))).toEqual(new Set([name]));
    expect(waiting()).toBeLessThan(1024 * 1024);
  });
});

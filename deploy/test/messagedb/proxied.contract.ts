import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopServer } from '../support/program.ts';
import { askOverHttp2, askOverTls, askPlainly, bodyOf } from '../support/proxied.ts';
import type { Proxied, Question } from '../support/proxied.ts';
import { defaultToken, startMessageDb } from './support/start-messagedb.ts';
import type { StartedMessageDb } from './support/start-messagedb.ts';

/** The host of the guide's examples. */
export const proxiedHost = 'messagedb.example.com';

/** Every line of an event stream, with the time it came. */
interface Heard {
  readonly line: string;
  readonly at: number;
}

/** What the guide promises of MessageDB behind a reverse proxy, for each proxy it describes. */
export function messageDbBehindProxy(
  open: (port: number) => Promise<Proxied>,
  { isOurs = true }: { readonly isOurs?: boolean } = {},
): void {
  let messageDb: StartedMessageDb;
  let proxied: Proxied;
  beforeAll(async () => {
    messageDb = await startMessageDb();
    proxied = await open(messageDb.port);
  });
  afterAll(async () => {
    await proxied?.proxy.stop();
    if (messageDb !== undefined) await stopServer(messageDb.server);
  });

  const ask = (path: string, question?: Question): Promise<IncomingMessage> =>
    askOverTls(proxied, proxiedHost, path, question);

  const rpc = async (...request: readonly unknown[]): Promise<unknown> => {
    const headers = { authorization: `Bearer ${defaultToken}` };
    const body = JSON.stringify(request);
    return JSON.parse(await bodyOf(await ask('/rpc', { method: 'POST', headers, body })));
  };

  const write = (stream: string): Promise<unknown> =>
    rpc('stream.write', stream, { type: 'Opened', data: {} });

  it('answers over TLS', async () => {
    const response = await ask('/health');
    expect(await bodyOf(response)).toBe('{"status":"ok"}');
    expect(await rpc('sys.version')).toBe('1.3.0');
    expect(await write('account-1')).toEqual({ position: 0, globalPosition: 1 });
    expect(await rpc('stream.version', 'account-1')).toBe(0);
    expect((await ask('/rpc', { method: 'POST', body: '["sys.version"]' })).statusCode).toBe(401);
  });

  it('takes a message of a mebibyte', async () => {
    const text = 'x'.repeat(1024 * 1024);
    // The guide's nginx takes one mebibyte with everything around it, so half of one is tried there.
    const data = { text: isOurs ? text : text.slice(text.length / 2) };
    expect(await rpc('stream.write', 'large-1', { type: 'Large', data })).toHaveProperty(
      'position',
    );
  });

  if (isOurs) {
    it('has the security headers, speaks HTTP/2, and sends plain HTTP to HTTPS', async () => {
      const { headers } = await ask('/health');
      expect(headers).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
      });
      expect(await askOverHttp2(proxied, proxiedHost, '/version')).toBe(200);
      const { status, location } = await askPlainly(proxied, proxiedHost, '/version');
      expect([301, 308]).toContain(status);
      expect(location).toMatch(/^https:\/\/messagedb\.example\.com(:\d+)?\/version$/);
    });

    it('keeps metrics from the outside', async () => {
      expect((await ask('/metrics')).statusCode).toBe(404);
      const inside = await fetch(`${messageDb.url}/metrics`);
      expect(await inside.text()).toContain('messagedb_requests_total');
    });
  }

  it(
    'passes pokes on at once, keeps a silent subscription open, and lets go of it',
    { timeout: 120_000 },
    async () => {
      const left = new AbortController();
      const heard: Heard[] = [];
      const path = `/subscribe?category=order&token=${defaultToken}`;
      const response = await ask(path, { signal: left.signal });
      expect(response.headers['content-type']).toBe('text/event-stream');
      const reading = listen(response, heard);
      const count = (part: string): number =>
        heard.filter(({ line }) => line.startsWith(part)).length;
      await expect.poll(() => count(': ready')).toBe(1);

      const delays: number[] = [];
      for (let index = 0; index < 10; index += 1) {
        const before = performance.now();
        await write(`order-${index}`);
        await expect.poll(() => count('event: poke'), { interval: 5 }).toBe(index + 1);
        const poke = heard.findLast(({ line }) => line.startsWith('data: '));
        delays.push((poke?.at ?? Number.POSITIVE_INFINITY) - before);
        await sleep(20);
      }
      // Held back they would come in one piece, or not before the buffer is full.
      expect(delays.toSorted((one, other) => one - other)[5]).toBeLessThan(500);

      // In silence there is a comment every 15 seconds; afterwards pokes come as before.
      await expect.poll(() => count(': keepalive'), { timeout: 40_000 }).toBeGreaterThan(0);
      await write('order-10');
      await expect.poll(() => count('event: poke')).toBe(11);

      left.abort();
      await reading;
      const connections = async (): Promise<unknown> =>
        ((await messageDb.rpc('sys.health')) as { connections: number }).connections;
      await expect.poll(connections, { timeout: 10_000 }).toBe(0);
    },
  );

  it('goes on where a subscription broke off', async () => {
    const headers = { authorization: `Bearer ${defaultToken}`, 'last-event-id': '1' };
    const left = new AbortController();
    const heard: Heard[] = [];
    const response = await ask('/subscribe?stream=account-1', { headers, signal: left.signal });
    const reading = listen(response, heard);
    await write('account-1');
    await expect
      .poll(() => heard.map(({ line }) => line).filter((line) => line.startsWith('data: ')))
      .toEqual([expect.stringContaining('"position":1,')]);
    left.abort();
    await reading;
  });
}

async function listen(response: IncomingMessage, heard: Heard[]): Promise<void> {
  try {
    for await (const chunk of response) {
      const lines = String(chunk).split('\n');
      heard.push(...lines.map((line) => ({ line, at: performance.now() })));
    }
  } catch {
    // The test has left.
  }
}

import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopServer } from '../support/program.ts';
import { askOverHttp2, askOverTls, askPlainly, bodyOf, clientAddress } from '../support/proxied.ts';
import type { Proxied } from '../support/proxied.ts';
import { eventRows, startShop } from './support/start-shop.ts';
import type { Shop } from './support/start-shop.ts';

/** The host of the guide's examples. */
export const proxiedHost = 'api.example.com';

/** What the guide promises of Faucet behind a reverse proxy, for each proxy it describes. */
export function faucetBehindProxy(open: (faucetPort: number) => Promise<Proxied>): void {
  let shop: Shop;
  let proxied: Proxied;
  beforeAll(async () => {
    shop = await startShop();
    proxied = await open(shop.port);
  });
  afterAll(async () => {
    await proxied?.proxy.stop();
    if (shop !== undefined) await stopServer(shop.faucet);
  });

  /** Asks the proxy over TLS, as the host of the guide. */
  const ask = (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
    askOverTls(proxied, proxiedHost, path, { headers });

  it('answers over TLS, with the security headers', async () => {
    const response = await ask('/healthz');
    expect(await bodyOf(response)).toBe('{"status":"ok"}\n');
    expect(response.headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it('speaks HTTP/2', async () => {
    expect(await askOverHttp2(proxied, proxiedHost, '/readyz')).toBe(200);
  });

  it('sends callers of plain HTTP to HTTPS', async () => {
    const { status, location } = await askPlainly(proxied, proxiedHost, '/healthz');
    expect([301, 308]).toContain(status);
    expect(location).toMatch(/^https:\/\/api\.example\.com(:\d+)?\/healthz$/);
  });

  it('keeps metrics from the outside', async () => {
    const response = await ask('/metrics');
    response.resume();
    expect(response.statusCode).toBe(404);
    const inside = await fetch(`http://127.0.0.1:${shop.port}/metrics`);
    expect(await inside.text()).toContain('# TYPE');
  });

  it('lets Faucet know the host, the scheme and the address that the client used', async () => {
    const response = await ask('/api/v1/system/mcp', {
      authorization: `Bearer ${shop.adminToken}`,
      'x-request-id': 'asked-through-a-proxy',
      // What a client claims of itself does not count.
      'x-forwarded-proto': 'gopher',
    });
    const { mcp_endpoint } = JSON.parse(await bodyOf(response)) as { mcp_endpoint: string };
    expect(mcp_endpoint).toBe(`https://${proxiedHost}/mcp`);
    await expect
      .poll(() => shop.faucet.output.stderr)
      .toMatch(new RegExp(`request_id=asked-through-a-proxy.* remote_addr=${clientAddress}`));
  });

  // A client that stops reading stops the server, unless something between them takes all rows in.
  // Faucet logs a request when its last byte is handed over, so the log tells the two apart.
  it(
    'passes NDJSON on row by row: the first are here before the last are read',
    { timeout: 120_000 },
    async () => {
      const response = await ask('/api/v1/shop/_table/events?limit=all', {
        'x-api-key': shop.apiKey,
        accept: 'application/x-ndjson',
        'x-request-id': 'streamed',
      });
      expect(response.headers['content-type']).toMatch(/^application\/x-ndjson/);
      const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const first = (await chunks.next()).value as Buffer;
      expect(first.toString()).toMatch(/^\{"id":1,/);
      await sleep(2_000);
      expect(shop.faucet.output.stderr).not.toContain('request_id=streamed');

      let rows = linesIn(first);
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
        rows += linesIn(next.value);
      }
      expect(rows).toBe(eventRows);
      await expect.poll(() => shop.faucet.output.stderr).toContain('request_id=streamed');
    },
  );
}

function linesIn(chunk: Buffer): number {
  let count = 0;
  for (const byte of chunk) if (byte === 10) count += 1;
  return count;
}

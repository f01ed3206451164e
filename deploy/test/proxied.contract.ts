import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopFaucet } from './support/run-faucet.ts';
import type { RunningProxy } from './support/run-proxy.ts';
import { eventRows, startShop } from './support/start-shop.ts';
import type { Shop } from './support/start-shop.ts';

/** A proxy in front of Faucet. */
export interface Proxied {
  readonly proxy: RunningProxy;
  readonly httpsPort: number;
  /** Where it sends callers of plain HTTP away. */
  readonly httpPort: number;
  /** The certificate of {@link proxiedHost}, for clients to trust. */
  readonly ca: string;
}

/** The host of the guide's examples. */
export const proxiedHost = 'api.example.com';

/** A client of its own on this machine, to be told from the proxy. */
const clientAddress = '127.0.0.2';

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
    if (shop !== undefined) await stopFaucet(shop.faucet);
  });

  /** Asks the proxy over TLS, as the host of the guide. */
  const ask = (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          host: '127.0.0.1',
          port: proxied.httpsPort,
          localAddress: clientAddress,
          path,
          servername: proxiedHost,
          ca: proxied.ca,
          agent: false,
          headers: { host: proxiedHost, ...headers },
        },
        resolve,
      );
      request.on('error', reject).end();
    });

  const bodyOf = async (response: IncomingMessage): Promise<string> => {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return text;
  };

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
    const session = connect(`https://${proxiedHost}:${proxied.httpsPort}`, {
      host: '127.0.0.1',
      servername: proxiedHost,
      ca: proxied.ca,
    });
    const stream = session.request({ ':path': '/readyz', ':authority': proxiedHost });
    const status = await new Promise((resolve, reject) => {
      stream.on('response', (headers) => resolve(headers[':status']));
      session.on('error', reject);
    });
    session.destroy();
    expect(status).toBe(200);
  });

  it('sends callers of plain HTTP to HTTPS', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: proxied.httpPort, path: '/healthz' };
      httpRequest({ ...options, headers: { host: proxiedHost } }, resolve)
        .on('error', reject)
        .end();
    });
    response.resume();
    expect([301, 308]).toContain(response.statusCode);
    expect(response.headers.location).toMatch(/^https:\/\/api\.example\.com(:\d+)?\/healthz$/);
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

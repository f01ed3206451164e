import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createPlainServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchDocument } from '../../src/jwks/fetch-document.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const document = { keys: [] };
const servers: Server[] = [];
const authorizations: (string | undefined)[] = [];
let plain = '';
let secure = '';

/** Sends the document, or a redirect to what the query says. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  authorizations.push(request.headers.authorization);
  const to = new URL(request.url ?? '/', 'http://here').searchParams.get('to');
  if (to === null) response.end(JSON.stringify(document));
  else response.writeHead(302, { location: to }).end();
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  // The certificate is one of our own; whose it is is not the question here.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const cert = readFileSync(join(fixtures, 'localhost.pem'));
  const key = readFileSync(join(fixtures, 'localhost-key.pem'));
  plain = `http://127.0.0.1:${await listen(createPlainServer(serve))}/`;
  secure = `https://127.0.0.1:${await listen(createSecureServer({ cert, key }, serve))}/`;
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Fetches what stands at the end of a way of redirects. */
async function fetchBy(...way: readonly string[]): Promise<unknown> {
  const [end = '', ...before] = way.toReversed();
  const start = before.reduce((to, from) => `${from}?to=${encodeURIComponent(to)}`, end);
  return fetchDocument(start, AbortSignal.timeout(5000));
}

describe('a redirect', () => {
  it.each([
    ['http to http', () => fetchBy(plain, plain)],
    ['http to https', () => fetchBy(plain, secure)],
    ['https to https', () => fetchBy(secure, secure)],
  ])('from %s is followed', async (_, fetchIt) => {
    await expect(fetchIt()).resolves.toEqual(document);
  });

  it.each([
    ['https to http', () => fetchBy(secure, plain)],
    ['https to http by way of https', () => fetchBy(secure, secure, plain)],
    ['http to http by way of https', () => fetchBy(plain, secure, plain)],
  ])('from %s is refused', async (_, fetchIt) => {
    await expect(fetchIt()).rejects.toThrow('redirect from https: to http:');
  });
});

describe('a user and password in the address', () => {
  const authorization = 'Basic YWRhOnA6QHc='; // ada:p:@w

  beforeEach(() => void authorizations.splice(0));

  it('are sent to the server of that address, and by a redirect only to the same', async () => {
    await fetchBy(plain.replace('//', '//ada:p%3A%40w@'), plain, secure);
    expect(authorizations).toEqual([authorization, authorization, undefined]);
  });

  it('are never taken from a redirect', async () => {
    await fetchBy(plain, plain.replace('//', '//ada:p%3A%40w@'));
    expect(authorizations).toEqual([undefined, undefined]);
  });
});

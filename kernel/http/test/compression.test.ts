import { describe, expect, it } from 'vitest';
import { sendJson, sendNdjson } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';

const JSON_TEXT = JSON.stringify({ text: 'x'.repeat(5000) });

async function start(): Promise<string> {
  const { url } = await startHttp(
    (app) => {
      app.get('/json', (_request, reply) => sendJson(reply, JSON_TEXT));
      app.get('/small', (_request, reply) => sendJson(reply, '{}'));
      app.get('/ndjson', (_request, reply) => sendNdjson(reply, [`${JSON_TEXT}\n`]));
    },
    { compression: {} },
  );
  return url;
}

describe('compression', () => {
  it('sends JSON as gzip to clients that take it, also from routes added at once', async () => {
    const url = await start();
    const answer = await fetch(`${url}/json`, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('vary')).toMatch(/accept-encoding/i);
    expect(await answer.text()).toBe(JSON_TEXT);
  });

  it('leaves JSON alone for clients that do not', async () => {
    const answer = await fetch(`${await start()}/json`, {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(answer.headers.get('content-length')).toBe(String(JSON_TEXT.length));
  });

  it('leaves hooks of a route alone, whether that is compressed or not', async () => {
    const { url } = await startHttp(
      (app) => {
        for (const compress of [false, undefined]) {
          app.route({
            method: 'GET',
            url: `/${compress}`,
            ...(compress === false ? { compress: false as const } : {}),
            onRequest: async (_request, reply) => void reply.header('x-asked', 'yes'),
            onSend: async (_request, reply, payload) => {
              void reply.header('x-sent', 'yes');
              return payload;
            },
            handler: (_request, reply) => sendJson(reply, JSON_TEXT),
          });
        }
      },
      { compression: {} },
    );
    for (const [path, encoding] of [
      ['/false', null],
      ['/undefined', 'gzip'],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        const { headers } = await fetch(url + path, {
          method,
          headers: { 'accept-encoding': 'gzip' },
        });
        expect([headers.get('x-asked'), headers.get('x-sent')]).toEqual(['yes', 'yes']);
        if (method === 'GET') expect(headers.get('content-encoding')).toBe(encoding);
      }
    }
  });

  it.each(['/small', '/ndjson'])('never touches %s', async (path) => {
    const answer = await fetch((await start()) + path, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBeNull();
  });

  it('lets NDJSON through line by line', async () => {
    const { port } = await startHttp(
      (app) =>
        app.get('/', (_request, reply) => {
          async function* rows() {
            yield 'first\n';
            await new Promise(() => undefined);
          }
          return sendNdjson(reply, rows());
        }),
      { compression: {} },
    );
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\nhost: a\r\naccept-encoding: gzip\r\n\r\n');
    await client.until('first\n');
  });
});

describe('sendJson', () => {
  it('sends the text as it is, without a charset', async () => {
    const { url } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendJson(reply.code(201), '{"a":1.0}\n')),
    );
    const answer = await fetch(url);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.text()).toBe('{"a":1.0}\n');
  });
});

import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';

const answerHeaders = { 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer' };
const cors = { origins: '*', methods: ['GET'], headers: [] } as const;
const brokenBody = {
  method: 'POST',
  body: '{',
  headers: { 'content-type': 'application/json' },
};
const preflight = { origin: 'https://app.example', 'access-control-request-method': 'GET' };

function addRoutes(app: FastifyInstance): void {
  app.get('/', () => ({}));
  app.get('/fails', () => {
    throw new Error('broken');
  });
  app.post('/', () => ({}));
}

describe('the headers of every answer', () => {
  it.each<[string, string, RequestInit, number]>([
    ['a route', '/', {}, 200],
    ['HEAD', '/', { method: 'HEAD' }, 200],
    ['a handler that fails', '/fails', {}, 500],
    ['an unknown path', '/nope', {}, 404],
    ['a wrong method', '/', { method: 'DELETE' }, 405],
    ['a preflight', '/', { method: 'OPTIONS', headers: preflight }, 204],
    ['a body that cannot be read', '/', brokenBody, 400],
    ['a path that is not UTF-8', '/%ff', {}, 400],
  ])('are on that of %s', async (_what, path, init, status) => {
    const { url } = await startHttp(addRoutes, { answerHeaders, cors });
    const answer = await fetch(url + path, init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each([
    ['bytes that are not HTTP', 'what?\r\n\r\n', 400, 'malformed_request'],
    ['a request without Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
    ['headers that are too large', `GET / HTTP/1.1\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`, 431, ''],
    ['headers that never end', 'GET / HTTP/1.1\r\nhost: a\r\n', 408, 'request_timeout'],
  ])('are on that to %s', async (_what, bytes, status, code) => {
    const { port } = await startHttp(addRoutes, {
      answerHeaders,
      limits: { requestTimeoutMs: 300 },
    });
    const client = await rawClient(port);
    client.send(bytes);
    const text = (await client.closed()).toLowerCase();
    expect(text).toContain(`http/1.1 ${status} `);
    expect(text).toContain('x-frame-options: deny\r\n');
    expect(text).toContain('x-request-id: ');
    expect(text).toContain(code);
  });

  it('are on the answer to an expectation nobody knows, which is served', async () => {
    const { port } = await startHttp(addRoutes, { answerHeaders });
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\nhost: a\r\nexpect: a-miracle\r\nconnection: close\r\n\r\n');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain('x-frame-options: DENY\r\n');
  });

  it('give way to those of a route', async () => {
    const { url } = await startHttp(
      (app) =>
        app.get('/', (_request, reply) => reply.header('x-frame-options', 'SAMEORIGIN').send()),
      { answerHeaders },
    );
    expect((await fetch(url)).headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });
});

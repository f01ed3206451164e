import { describe, expect, it } from 'vitest';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the request id', () => {
  it('is the one the client sent when it is sane', async () => {
    const { url } = await startHttp((app) => app.get('/', (request) => ({ id: request.id })));
    const answer = await fetch(url, { headers: { 'x-request-id': 'trace:4711/a' } });
    expect(answer.headers.get('x-request-id')).toBe('trace:4711/a');
    expect(await answer.json()).toEqual({ id: 'trace:4711/a' });
  });

  it.each(['', 'with space', 'a'.repeat(129), 'ü'])(
    'is a new UUIDv7 instead of %j',
    async (given) => {
      const { url } = await startHttp((app) => app.get('/', () => ({})));
      const answer = await fetch(url, { headers: { 'x-request-id': given } });
      expect(answer.headers.get('x-request-id')).toMatch(UUID_V7);
    },
  );

  it('follows the service where it has its own header, form and generator', async () => {
    const requestId = { header: 'X-Trace', accept: /^t-\d+$/, generate: () => 't-new' };
    const { url } = await startHttp((app) => app.get('/', () => ({})), { requestId });
    const own = await fetch(url, { headers: { 'x-trace': 't-12' } });
    const refused = await fetch(url, { headers: { 'x-trace': 'x' } });
    expect(own.headers.get('x-trace')).toBe('t-12');
    expect(refused.headers.get('x-trace')).toBe('t-new');
  });

  it.each([
    ['an unknown path', '/nope', {}, 404],
    ['a wrong method', '/', { method: 'DELETE' }, 405],
    ['a body that is too large', '/', { method: 'POST', body: 'x'.repeat(2000) }, 413],
    ['a path that is not UTF-8', '/%ff', {}, 400],
    ['a parameter that is too long', `/p/${'x'.repeat(2000)}`, {}, 414],
  ])('is on the answer to %s', async (_what, path, init, status) => {
    const { url } = await startHttp(
      (app) =>
        app
          .get('/', () => ({}))
          .post('/', () => ({}))
          .get('/p/:p', () => ({})),
      { limits: { bodyBytes: 1000 } },
    );
    const answer = await fetch(url + path, { ...init, headers: { 'x-request-id': 'mine' } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toBe('mine');
  });

  it('is on the answer to bytes that are not HTTP', async () => {
    const { port } = await startHttp(() => undefined);
    const client = await rawClient(port);
    client.send('NONSENSE\r\n\r\n');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(/x-request-id: (.*)\r\n/.exec(text)?.[1]).toMatch(UUID_V7);
  });
});

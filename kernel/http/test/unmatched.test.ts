import { describe, expect, it } from 'vitest';
import { startHttp } from './support/start-http.ts';

describe('a path without a route', () => {
  it('is 404 by the policy of the service, whatever was sent to it', async () => {
    const renderNotFound = () => ({ status: 404, body: '404 page not found\n' });
    const { url } = await startHttp(() => undefined, { renderNotFound });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/nope`, { method: 'POST', body: '{"broken', headers });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toBe('404 page not found\n');
  });

  it('is a fault not_found by default', async () => {
    const { url } = await startHttp(() => undefined);
    expect(await (await fetch(`${url}/nope`)).json()).toMatchObject({ code: 'not_found' });
  });

  it('is not the same path with a slash at the end', async () => {
    const { url } = await startHttp((app) => app.get('/a', () => ({})));
    expect((await fetch(`${url}/a/`)).status).toBe(404);
  });
});

describe('a path with other methods', () => {
  it('is 405 with the sorted methods in Allow', async () => {
    const renderMethodNotAllowed = () => ({ status: 405 });
    const { url } = await startHttp(
      (app) =>
        app
          .put('/t/:id', () => ({}))
          .delete('/t/:id', () => ({}))
          .get('/t/:id', () => ({})),
      { renderMethodNotAllowed, headRoutes: false },
    );
    const answer = await fetch(`${url}/t/7?x=1`, { method: 'POST', body: '{' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('DELETE, GET, PUT');
    expect(await answer.text()).toBe('');
  });

  it('is a fault method_not_allowed by default', async () => {
    const { url } = await startHttp((app) => app.get('/a', () => ({})));
    const answer = await fetch(`${url}/a`, { method: 'POST' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' });
  });

  it('is 405 for methods that no route of ours ever has', async () => {
    const { url } = await startHttp((app) => app.get('/a', () => ({})));
    expect((await fetch(`${url}/a`, { method: 'PROPFIND' })).status).toBe(405);
  });
});

describe('HEAD', () => {
  it('is answered like GET without a body', async () => {
    const { url } = await startHttp((app) => app.get('/a', () => ({ ok: true })));
    const answer = await fetch(`${url}/a`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe('11');
    expect(await answer.text()).toBe('');
  });

  it('is 405 where the service wants it so, except on routes that offer it', async () => {
    const { url } = await startHttp(
      (app) => {
        app.get('/a', () => ({}));
        app.get('/healthz', { exposeHeadRoute: true }, () => ({}));
      },
      { headRoutes: false },
    );
    expect((await fetch(`${url}/a`, { method: 'HEAD' })).status).toBe(405);
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('a path parameter', () => {
  it.each([
    ['a%2Fb', 'a/b'],
    ['a%20b%22', 'a b"'],
    ['%E2%82%AC', '€'],
    ['100%25', '100%'],
    ['%252F', '%2F'],
  ])('written %s means %j', async (written, meant) => {
    const { url } = await startHttp((app) => {
      app.get<{ Params: { name: string } }>('/t/:name/x', ({ params }) => ({ name: params.name }));
    });
    expect(await (await fetch(`${url}/t/${written}/x`)).json()).toEqual({ name: meant });
  });
});

import { Fault } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import type { Admit } from '../src/index.ts';
import { startHttp } from './support/start-http.ts';

const tooMany = new Fault({ code: 'too_many', status: 429, message: 'Wait.' });
const refusals: [string, Admit][] = [
  [
    'at once',
    () => {
      throw tooMany;
    },
  ],
  ['later', () => Promise.reject(tooMany)],
];

/** What answers before any route: at once, later, and what compression does not end at once. */
const answers: [string, Admit][] = [
  ['at once', (_request, reply) => reply.code(203).send({ by: 'admission' })],
  ['later', async (_request, reply) => reply.code(203).send({ by: 'admission' })],
  ['at length', (_request, reply) => reply.code(203).send({ by: 'x'.repeat(100_000) })],
];

describe.each(refusals)('an admission that refuses %s', (_when, admit) => {
  it.each<[string, string, RequestInit]>([
    ['a route', '/', {}],
    ['an unknown path', '/nope', {}],
    ['a wrong method', '/', { method: 'DELETE' }],
    ['OPTIONS that is no preflight', '/', { method: 'OPTIONS' }],
    ['a path that is not UTF-8', '/%ff', {}],
    ['a body nobody reads', '/', { method: 'POST', body: '{' }],
  ])('keeps out %s', async (_what, path, init) => {
    let served = false;
    const { url } = await startHttp(
      (app) =>
        app.get('/', () => {
          served = true;
        }),
      { admit, cors: { origins: '*', methods: ['GET'], headers: [] } },
    );
    const answer = await fetch(url + path, { ...init, headers: { origin: 'https://a.example' } });
    expect(answer.status).toBe(429);
    expect(await answer.json()).toEqual({ code: 'too_many', message: 'Wait.' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(served).toBe(false);
  });

  it('leaves preflights alone', async () => {
    const { url } = await startHttp(() => undefined, {
      admit,
      cors: { origins: '*', methods: ['GET'], headers: [] },
    });
    const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
    expect((await fetch(url, { method: 'OPTIONS', headers })).status).toBe(204);
  });
});

describe.each(answers)('an admission that answers by itself %s', (_when, admit) => {
  it.each(['/', '/nope'])('is the only one to answer %s', async (path) => {
    let served = false;
    const { url, lines } = await startHttp(
      (app) =>
        app.get('/', () => {
          served = true;
        }),
      { admit, compression: {} },
    );
    const answer = await fetch(url + path);
    expect(answer.status).toBe(203);
    expect(await answer.json()).toHaveProperty('by');
    expect(served).toBe(false);
    expect(lines).toMatchObject([{ msg: 'request', status: 203 }]);
  });
});

describe('an admission', () => {
  it.each<[string, Admit]>([
    ['at once', (_request, reply) => void reply.header('x-remaining', '9')],
    ['later', async (_request, reply) => void reply.header('x-remaining', '9')],
  ])('lets a request in %s and may add headers', async (_when, admit) => {
    const { url } = await startHttp((app) => app.get('/', () => ({ ok: true })), { admit });
    const answer = await fetch(url);
    expect(await answer.json()).toEqual({ ok: true });
    expect(answer.headers.get('x-remaining')).toBe('9');
    expect((await fetch(`${url}/nope`)).status).toBe(404);
  });

  it('that breaks is a mistake of ours', async () => {
    const admit = (): never => {
      throw new Error('secret');
    };
    const { url, lines } = await startHttp(() => undefined, { admit });
    const answer = await fetch(url);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(lines[0]).toMatchObject({ msg: 'request failed' });
  });

  it('that takes too long is answered for, and its late word counts no more', async () => {
    let decide = (): void => undefined;
    const admit = async (): Promise<void> => {
      await new Promise<void>((resolve) => {
        decide = resolve;
      });
      throw tooMany;
    };
    const { url, lines } = await startHttp(() => undefined, {
      admit,
      limits: { responseTimeoutMs: 100 },
    });
    expect((await fetch(url)).status).toBe(503);
    decide();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(lines.map(({ msg }) => msg)).toEqual(['request failed', 'request']);
  });
});

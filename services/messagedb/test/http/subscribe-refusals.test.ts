import { describe, expect, it } from 'vitest';
import { runMessageDb } from '../support/running-messagedb.ts';
import { defaultToken } from '../support/start-messagedb.ts';

const secret = 'f'.repeat(64);

describe('GET /subscribe refuses', () => {
  it.each([
    '',
    'stream=',
    'stream=a-1&category=a',
    'category=a&all=true',
    'stream=a-1&stream=a-2',
    'stream=a-1&position=x',
    'stream=a%00b',
    'category=a&consumer=0',
    'category=a&consumer=2&size=2',
    'category=a&consumer=0&size=0',
  ])('?%s with a short text', async (query) => {
    const { url } = await runMessageDb();
    const response = await fetch(`${url}/subscribe?token=${defaultToken}&${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toMatch(/^[^\n{]{10,100}\n$/);
  });

  it.each<[string, Record<string, string>, string, number, string]>([
    ['no token', {}, '', 401, 'AUTH_REQUIRED'],
    ['another scheme', { authorization: 'Basic eDp5' }, '', 401, 'AUTH_REQUIRED'],
    ['a malformed token', { authorization: 'Bearer nope' }, '', 401, 'AUTH_INVALID_TOKEN'],
    ['a malformed token in the query', {}, 'token=nope', 401, 'AUTH_INVALID_TOKEN'],
    ['a wrong secret', {}, `token=ns_ZGVmYXVsdA_${secret}`, 403, 'AUTH_UNAUTHORIZED'],
    ['an unknown namespace', {}, `token=ns_eA_${secret}`, 403, 'AUTH_UNAUTHORIZED'],
    [
      'a wrong token in the query beside a right header',
      { authorization: `Bearer ${defaultToken}` },
      'token=nope',
      401,
      'AUTH_INVALID_TOKEN',
    ],
  ])('%s, before it looks at anything else', async (_name, headers, query, status, code) => {
    const { url } = await runMessageDb();
    const response = await fetch(`${url}/subscribe?stream=a&category=b&${query}`, { headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  it('a namespace that does not exist in test mode, and nobody else there', async () => {
    const { url } = await runMessageDb({ MESSAGEDB_TEST_MODE: 'true' });
    const unknown = await fetch(`${url}/subscribe?all=true&token=ns_eA_${secret}`);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: 'NAMESPACE_NOT_FOUND' } });
    const leaving = new AbortController();
    const open = await fetch(`${url}/subscribe?all=true`, { signal: leaving.signal });
    expect(open.status).toBe(200);
    expect(open.headers.get('x-messagedb-token')).toBe(defaultToken);
    leaving.abort();
  });

  it.each([
    ['POST', '/subscribe', 405, 'INVALID_REQUEST'],
    ['DELETE', '/subscribe', 405, 'INVALID_REQUEST'],
    ['PROPFIND', '/subscribe', 405, 'INVALID_REQUEST'],
    ['GET', '/subscribe/', 404, 'NOT_FOUND'],
    ['GET', '/Subscribe', 404, 'NOT_FOUND'],
    ['GET', '/subscribe/x', 404, 'NOT_FOUND'],
  ])('%s %s', async (method, path, status, code) => {
    const { url } = await runMessageDb();
    const response = await fetch(`${url}${path}?all=true&token=${defaultToken}`, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  it('HEAD, which would tell nothing, and opens nothing for it', async () => {
    const { url, rpc } = await runMessageDb();
    const response = await fetch(`${url}/subscribe?all=true&token=${defaultToken}`, {
      method: 'HEAD',
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toContain('GET');
    expect(await rpc(['sys.health'])).toMatchObject({ connections: 0 });
  });
});

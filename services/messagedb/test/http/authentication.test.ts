import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageDbOfTest, startMessageDb, tokenOf } from '../support/start-messagedb.ts';
import { defaultToken } from '../support/start-messagedb.ts';
import type { Answer, TestServer } from '../support/start-messagedb.ts';

/** Who is let in (contract §3.2 to §3.4). */

let server: TestServer;
let tenant: string;
beforeAll(async () => {
  server = await startMessageDb();
  tenant = (await server.call<{ token: string }>('ns.create', 'tenant-a')).token;
});
afterAll(() => server.stop());

const call = (authorization: string | undefined, to = server): Promise<Answer> =>
  to.post(['sys.version'], {
    as: undefined,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  });

const codeOf = ({ json }: Answer): unknown => (json as { error?: { code?: unknown } }).error?.code;

describe('in normal mode', () => {
  it.each([
    ['no header', undefined, 401, 'AUTH_REQUIRED'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 401, 'AUTH_REQUIRED'],
    ['nothing after Bearer', 'Bearer', 401, 'AUTH_REQUIRED'],
    ['only spaces after Bearer', 'Bearer   ', 401, 'AUTH_REQUIRED'],
    ['a bare token', defaultToken, 401, 'AUTH_REQUIRED'],
    ['a token of no form', 'Bearer nope', 401, 'AUTH_INVALID_TOKEN'],
    ['a short secret', `Bearer ns_ZGVmYXVsdA_${'0'.repeat(16)}`, 401, 'AUTH_INVALID_TOKEN'],
    ['a namespace that is none', `Bearer ${tokenOf('missing')}`, 403, 'AUTH_UNAUTHORIZED'],
    ['another secret', `Bearer ${tokenOf('default', '1')}`, 403, 'AUTH_UNAUTHORIZED'],
  ])('%s is refused', async (_, authorization, status, code) => {
    const answer = await call(authorization);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code });
  });

  it('says what is wrong, and never the token', async () => {
    const missing = await call(`Bearer ${tokenOf('missing')}`);
    expect(missing.json).toMatchObject({ error: { details: { namespace: 'missing' } } });
    const malformed = await call('Bearer nope-secret');
    expect(malformed.json).toMatchObject({ error: { details: { error: expect.any(String) } } });
    expect(malformed.text).not.toContain('nope-secret');
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('takes the scheme as %s', async (scheme) => {
    expect((await call(`${scheme} ${defaultToken}`)).status).toBe(200);
  });

  it('asks before it looks at anything else, on every route that is not public', async () => {
    for (const [method, path] of [
      ['GET', '/rpc'],
      ['POST', '/rpc'],
      ['DELETE', '/rpc'],
      ['OPTIONS', '/rpc'],
      ['GET', '/subscribe'],
      ['POST', '/subscribe'],
      ['HEAD', '/subscribe'],
      ['OPTIONS', '/subscribe'],
      ['POST', '/import'],
      ['GET', '/import'],
      ['PUT', '/import'],
      ['PROPFIND', '/import'],
      ['PROPFIND', '/rpc'],
    ] as const) {
      const answer = await server.request(path, { method, as: undefined });
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 401 });
    }
    const body = '["sys.version"'; // Not even JSON.
    expect((await server.post(body, { as: undefined })).status).toBe(401);
  });

  it('takes the token of a query, which wins over the header', async () => {
    const headers = { authorization: 'Bearer nope' };
    const path = `/subscribe?token=${defaultToken}`;
    // 400: let in, and asked what it wants.
    expect((await server.request(path, { as: undefined, headers })).status).toBe(400);
    const wrong = await server.request('/subscribe?token=nope');
    expect({ status: wrong.status, code: codeOf(wrong) }).toEqual({
      status: 401,
      code: 'AUTH_INVALID_TOKEN',
    });
  });

  it('knows a token no more once its namespace is gone or its token changed', async () => {
    const { token } = await server.call<{ token: string }>('ns.create', 'short');
    expect((await server.post(['sys.version'], { as: token })).status).toBe(200);
    const rotated = await server.call<{ token: string }>('ns.rotate', 'short');
    expect((await server.post(['sys.version'], { as: token })).status).toBe(403);
    expect((await server.post(['sys.version'], { as: rotated.token })).status).toBe(200);
    await server.call('ns.delete', 'short');
    expect((await server.post(['sys.version'], { as: rotated.token })).status).toBe(403);
  });

  it('keeps namespaces apart', async () => {
    await server.post(['stream.write', 'x-1', { type: 'T', data: {} }], { as: tenant });
    expect((await server.post(['stream.version', 'x-1'])).json).toBeNull();
    expect((await server.post(['category.get', ''], { as: tenant })).json).toHaveLength(1);
  });

  it('takes the token of the guide as it is', async () => {
    const opaque = await messageDbOfTest({ MESSAGEDB_TOKEN: 'your-secure-token' });
    expect((await call('Bearer your-secure-token', opaque)).status).toBe(200);
    expect((await call('Bearer your-secure-toke', opaque)).status).toBe(401);
    expect((await call('Bearer your-secure-token2', opaque)).status).toBe(401);
  });

  it('does not start with the token of another namespace', async () => {
    await expect(startMessageDb({ MESSAGEDB_TOKEN: tokenOf('other') })).rejects.toMatchObject({
      code: 'wrong_default_token',
    });
  });
});

describe('in test mode', () => {
  let open: TestServer;
  beforeAll(async () => {
    open = await startMessageDb({ MESSAGEDB_TEST_MODE: 'true' });
    await open.call('ns.create', 'tenant-a');
  });
  afterAll(() => open.stop());

  it.each([
    ['no token', undefined],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['a malformed token', 'Bearer nope'],
    ['a wrong secret', `Bearer ${tokenOf('default', '7')}`],
  ])('%s is the default namespace', async (_, authorization) => {
    await open.call('stream.write', 'd-1', { type: 'T', data: {} });
    const answer = await open.post(['stream.version', 'd-1'], {
      as: undefined,
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
    expect(answer.json).toEqual(expect.any(Number));
  });

  it('a token chooses its namespace, whatever its secret, which stays apart', async () => {
    const as = tokenOf('tenant-a', '7');
    await open.post(['stream.write', 'only-1', { type: 'T', data: {} }], { as });
    expect((await open.post(['stream.version', 'only-1'], { as })).json).toBe(0);
    expect((await open.post(['stream.version', 'only-1'], { as: undefined })).json).toBeNull();
  });

  it('a token of a namespace that is none is 404', async () => {
    const answer = await open.post(['sys.version'], { as: tokenOf('missing') });
    expect(answer.status).toBe(404);
    expect(codeOf(answer)).toBe('NAMESPACE_NOT_FOUND');
  });

  it('tells the default token to who comes without one, and to nobody else', async () => {
    const told = await open.post(['sys.version'], { as: undefined });
    expect(told.headers.get('x-messagedb-token')).toBe(defaultToken);
    expect((await open.post(['sys.version'])).headers.has('x-messagedb-token')).toBe(false);
    const normal = await server.post(['sys.version'], { as: undefined });
    expect(normal.headers.has('x-messagedb-token')).toBe(false);
  });

  it('everybody may everything', async () => {
    const as = tokenOf('tenant-a');
    expect((await open.post(['ns.create', 'made-by-tenant'], { as })).status).toBe(200);
    expect((await open.post(['ns.delete', 'made-by-tenant'], { as })).status).toBe(200);
  });
});

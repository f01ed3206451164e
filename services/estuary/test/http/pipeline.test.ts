import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { Answer, RunningEstuary } from '../support/running-estuary.ts';
import { signWithSecret } from '../support/sign-token.ts';

const production = { APP_PROFILE: 'production', DATABASE_TYPE: 'memory' };
const json = { 'content-type': 'application/json' };

/** What a server answers to bytes. */
function answerTo(estuary: RunningEstuary, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(estuary.url).port), '127.0.0.1', () => {
      socket.end(bytes);
    });
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}

function expectError({ status, headers, json: body }: Answer, code: string): void {
  const error = body as { request_id: string; timestamp: string };
  expect(error).toMatchObject({ error: code, message: expect.any(String) });
  expect(error.request_id).toBe(headers.get('x-request-id'));
  expect(Date.parse(error.timestamp)).not.toBeNaN();
  expect(headers.get('content-type')).toBe('application/json');
  expect(status).toBeGreaterThanOrEqual(400);
}

describe('every answer', () => {
  it('has the security headers of its mode, errors included', async () => {
    const estuary = await estuaryOfTest({ ...production, RATE_LIMIT_MAX_REQUESTS: '6' });
    const answers = [
      await estuary.request('/health'),
      await estuary.request('/nowhere'),
      await estuary.request('/api/v1/items', { method: 'DELETE' }),
      await estuary.request('/api/v1/items', { method: 'POST', body: 'x', headers: json }),
      await estuary.request('/api/v1/items/%zz'),
      await estuary.request('/api/v9/items'),
    ];
    while (answers.at(-1)?.status !== 429) answers.push(await estuary.request('/api/v1/items'));
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 405, 400, 400, 404, 200, 429]);
    for (const { headers } of answers) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{14}4[0-9a-f-]{21}$/);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    const malformed = await answerTo(estuary, 'GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n');
    expect(malformed).toMatch(/^HTTP\/1\.1 400 /);
    expect(malformed.toLowerCase()).toContain('x-frame-options: deny');
    expect(malformed).toContain('"error":"BAD_REQUEST"');
    const id = /x-request-id: (\S+)/.exec(malformed)?.[1];
    expect(malformed).toContain(`"request_id":"${id}"`);
  });

  it('takes the policy of the operator, and none of HSTS without strict mode', async () => {
    const estuary = await estuaryOfTest({ SECURITY_CSP: "default-src 'none'" });
    const { headers } = await estuary.request('/health/live');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('repeats a sane request id, and makes one otherwise', async () => {
    const estuary = await estuaryOfTest();
    const idFor = async (id: string) =>
      (await estuary.request('/health/live', { headers: { 'x-request-id': id } })).headers.get(
        'x-request-id',
      );
    expect(await idFor('trace-1')).toBe('trace-1');
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('errors', () => {
  it.each<[string, number, string, Parameters<RunningEstuary['request']>[1]]>([
    ['no JSON', 400, 'BAD_REQUEST', { body: 'x', headers: json }],
    ['an empty body', 400, 'BAD_REQUEST', { headers: json }],
    ['a list', 400, 'BAD_REQUEST', { body: '[]', headers: json }],
    ['no content type', 400, 'BAD_REQUEST', { body: '{}', headers: { 'content-type': '' } }],
    ['another type', 400, 'BAD_REQUEST', { body: '{}', headers: { 'content-type': 'text/plain' } }],
    ['a strange type', 400, 'BAD_REQUEST', { body: '{}', headers: { 'content-type': 'json' } }],
    [
      'another charset',
      400,
      'BAD_REQUEST',
      { body: '{}', headers: { 'content-type': 'application/json; charset=latin1' } },
    ],
    ['gzip', 400, 'BAD_REQUEST', { body: '{}', headers: { ...json, 'content-encoding': 'gzip' } }],
    [
      'too deep',
      400,
      'BAD_REQUEST',
      { body: `{"a":${'['.repeat(70)}${']'.repeat(70)}}`, headers: json },
    ],
    [
      'too much',
      413,
      'PAYLOAD_TOO_LARGE',
      { body: `{"name":"${'x'.repeat(3000)}"}`, headers: json },
    ],
    ['wrong fields', 422, 'VALIDATION_ERROR', { body: { name: '', description: 7 } }],
  ])('of %s are %i %s', async (_what, status, code, options) => {
    const estuary = await estuaryOfTest({ BODY_LIMIT_BYTES: '2048' });
    const answer = await estuary.request('/api/v1/items', { method: 'POST', ...options });
    expect(answer.status).toBe(status);
    expectError(answer, code);
  });

  it('name every field that is wrong', async () => {
    const estuary = await estuaryOfTest();
    const body = { name: '', description: 7 };
    const answer = await estuary.request('/api/v1/items', { method: 'POST', body });
    expect(answer.json).toMatchObject({
      message: 'Validation failed',
      details: {
        validation_errors: [
          { field: 'name', message: 'Name must be between 1 and 255 characters', code: 'length' },
          { field: 'description', message: 'Description must be a string or null', code: 'type' },
        ],
      },
    });
  });

  it('tell what led to them in development only', async () => {
    const post = { method: 'POST', body: 'x', headers: json };
    const open = await (await estuaryOfTest()).request('/api/v1/items', post);
    expect(open.json).toMatchObject({ details: { context: expect.any(String) } });
    const closed = await (await estuaryOfTest(production)).request('/api/v1/items', post);
    expect(closed.json).not.toHaveProperty('details');
  });

  it('of methods say which are allowed; a trailing slash is another path', async () => {
    const estuary = await estuaryOfTest();
    const refused = await estuary.request('/api/v1/items', { method: 'DELETE' });
    expectError(refused, 'METHOD_NOT_ALLOWED');
    expect(refused.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await estuary.request('/api/v1/items/')).status).toBe(404);
    expect((await estuary.request('/API/v1/items')).status).toBe(404);
    expectError(await estuary.request('/nowhere'), 'NOT_FOUND');
  });

  it('of paths with a NUL are those of a malformed path, for who may ask at all', async () => {
    const open = await estuaryOfTest();
    expectError(await open.request('/api/v1/items/%00'), 'BAD_REQUEST');
    expectError(await open.request('/api/v1/items/a%00', { method: 'DELETE' }), 'BAD_REQUEST');
    expectError(await open.request('/nowhere%00'), 'BAD_REQUEST');
    expect((await open.request('/api/items/%00')).status).toBe(308);
    const env = { AUTH_ENABLED: 'true', JWT_SECRET: 'a secret of tests' };
    const closed = await estuaryOfTest(env);
    expectError(await closed.request('/api/v1/items/%00'), 'UNAUTHORIZED');
  });
});

describe('versions', () => {
  it('are found in the path, in Accept and in X-API-Version', async () => {
    const estuary = await estuaryOfTest();
    const moved = await estuary.request('/api/items/7?limit=3', { method: 'DELETE' });
    expect([moved.status, moved.headers.get('location')]).toEqual([308, '/api/v1/items/7?limit=3']);
    expect(moved.headers.get('vary')).toContain('Accept, X-API-Version');
    const served = await estuary.request('/api/items', {
      headers: { accept: 'text/html, application/vnd.estuary.v1+json;q=0.5' },
    });
    expect([served.status, served.headers.get('x-api-version')]).toEqual([200, 'v1']);
    expect(served.headers.get('vary')).toContain('Accept, X-API-Version');
    const ignored = await estuary.request('/api/items', { headers: { 'x-api-version': '9' } });
    expect(ignored.status).toBe(308);
    const unsupported = await estuary.request('/api/v9/items');
    expectError(unsupported, 'NOT_FOUND');
    expect(unsupported.json).toMatchObject({ message: expect.stringContaining('supported: v1') });
  });

  it.each([
    ['/api/items/a%20b?name=%C3%BC', '/api/v1/items/a%20b?name=%C3%BC'],
    ['/api/items/%E4%BD%A0', '/api/v1/items/%E4%BD%A0'],
    ['/api/items/a%0D%0ASet-Cookie:%20b', '/api/v1/items/a%0D%0ASet-Cookie:%20b'],
    ['/api/items/%252F%2F', '/api/v1/items/%252F%2F'],
    ['/%61pi/items?limit=3', '/api/v1/items?limit=3'],
    ['http://a.test/api/items?limit=3', '/api/v1/items?limit=3'],
  ])('leave the escapes of %s as they are', async (target, location) => {
    const estuary = await estuaryOfTest();
    const close = 'Host: a.test\r\nConnection: close\r\n\r\n';
    const answer = await answerTo(estuary, `GET ${target} HTTP/1.1\r\n${close}`);
    expect(answer).toMatch(/^HTTP\/1\.1 308 /);
    expect(/^location: (.*)\r$/m.exec(answer)?.[1]).toBe(location);
  });
});

describe('the rate limit', () => {
  it('is exact for each client, told in headers, and not asked of probes', async () => {
    const estuary = await estuaryOfTest({ RATE_LIMIT_MAX_REQUESTS: '50' });
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => estuary.request('/api/v1/items')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    const refused = answers.find(({ status }) => status === 429) as Answer;
    expectError(refused, 'RATE_LIMIT_EXCEEDED');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/);
    expect((await estuary.request('/health/live')).status).toBe(200);
    const other = { headers: { 'x-forwarded-for': '198.51.100.7' } };
    const [first] = [await estuary.request('/api/v1/items', other)];
    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([200, '49']);
  });

  it('cannot be passed by an address that a client makes up', async () => {
    const estuary = await estuaryOfTest({ RATE_LIMIT_MAX_REQUESTS: '2', TRUSTED_PROXIES: 'none' });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const headers = { 'x-forwarded-for': `198.51.100.${n}`, 'x-real-ip': `198.51.100.${n}` };
      statuses.push((await estuary.request('/api/v1/items', { headers })).status);
    }
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  describe('of subjects', () => {
    const secret = 'x'.repeat(40);
    const start = () =>
      estuaryOfTest({
        AUTH_ENABLED: 'true',
        JWT_SECRET: secret,
        RATE_LIMIT_KEY: 'subject',
        RATE_LIMIT_MAX_REQUESTS: '2',
      });
    const asker = (estuary: RunningEstuary) => async (token?: string, address?: string) => {
      const headers = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(address !== undefined && { 'x-forwarded-for': address }),
      };
      return (await estuary.request('/api/v1/items', { headers })).status;
    };

    it('is one for each, wherever it comes from and whatever its token', async () => {
      const ask = asker(await start());
      const token = (sub: string, jti = '1') => signWithSecret(secret, { sub, jti });
      expect(await ask(token('ada'), '198.51.100.1')).toBe(200);
      expect(await ask(token('ada', '2'), '198.51.100.2')).toBe(200);
      expect(await ask(token('ada'), '198.51.100.3')).toBe(429);
      expect(await ask(token('bob'), '198.51.100.1')).toBe(200);
    });

    it('is the one of their address for tokens that are not good and for who has none', async () => {
      const estuary = await start();
      const ask = asker(estuary);
      const forged = (sub: string) => signWithSecret(`${secret}y`, { sub });
      expect(await ask(forged('a'))).toBe(401);
      expect(await ask()).toBe(401);
      expect(await ask(forged('b'))).toBe(429);
      expect((await estuary.request('/openapi.json')).status).toBe(429);
      // They took nothing from whom they claimed to be, nor from who shares their address.
      expect(await ask(signWithSecret(secret, { sub: 'a' }))).toBe(200);
      expect(await ask(signWithSecret(secret, { sub: undefined }))).toBe(429);
    });
  });

  it('is off, with its headers, when it is not wanted', async () => {
    const estuary = await estuaryOfTest({ RATE_LIMIT_ENABLED: 'Off' });
    const { headers } = await estuary.request('/api/v1/items');
    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });
});

describe('authentication', () => {
  it.each([
    ['/api/v1/items', 401],
    ['/api/v1/nowhere', 401],
    ['/%61pi/v1/items', 401],
    ['/api%2Fv1/items', 404],
    ['/api/v1/openapi.json', 200],
    ['/openapi.json', 200],
    ['/health', 200],
  ])('stands before %s, however it is written', async (path, status) => {
    const estuary = await estuaryOfTest({ AUTH_ENABLED: 'true', JWT_SECRET: 'not so secret' });
    expect((await estuary.request(path)).status).toBe(status);
    const host = new URL(estuary.url).host;
    const absolute = await answerTo(
      estuary,
      `GET http://${host}${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(absolute).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('lets in who has a good token, and no one else', async () => {
    const secret = 'x'.repeat(40);
    const estuary = await estuaryOfTest({ AUTH_ENABLED: 'true', JWT_SECRET: secret });
    const get = (authorization: string) =>
      estuary.request('/api/v1/items', { headers: { authorization } });
    expect((await get(`bearer ${signWithSecret(secret)}`)).status).toBe(200);
    const refused = await get(`Bearer ${signWithSecret(`${secret}y`)}`);
    expectError(refused, 'UNAUTHORIZED');
    expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    const missing = await estuary.request('/api/v1/items');
    expect(missing.json).toMatchObject({ message: 'Authentication required' });
    expect(missing.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('asks for scopes, and keeps items of one subject from another', async () => {
    const secret = 'x'.repeat(40);
    const estuary = await estuaryOfTest({
      AUTH_ENABLED: 'true',
      JWT_SECRET: secret,
      AUTH_SCOPE_WRITE: 'write',
      AUTH_OWNER: 'true',
    });
    const as = (sub: string, scope?: string) => ({
      authorization: `Bearer ${signWithSecret(secret, { sub, scope })}`,
    });
    const post = (headers: Record<string, string>) =>
      estuary.request('/api/v1/items', { method: 'POST', body: { name: 'a' }, headers });
    expectError(await post(as('ada')), 'FORBIDDEN');
    const { status, headers } = await post(as('ada', 'read write'));
    expect(status).toBe(201);
    const path = headers.get('location') ?? '';
    expect((await estuary.request(path, { headers: as('ada') })).status).toBe(200);
    expect((await estuary.request(path, { headers: as('bob') })).status).toBe(404);
    const list = await estuary.request('/api/v1/items', { headers: as('bob') });
    expect(list.json).toMatchObject({ total: 0 });

    // The id is taken, and that is all there is to say of an item of somebody else.
    const createAt = (sub: string) =>
      estuary.request(path, {
        method: 'PUT',
        body: { name: 'b' },
        headers: { ...as(sub, 'write'), 'if-none-match': '*', 'idempotency-key': 'k' },
      });
    for (let time = 0; time < 2; time += 1) {
      const taken = await createAt('bob');
      expect(taken.status).toBe(412);
      expect(taken.json).toMatchObject({
        error: 'PRECONDITION_FAILED',
        message: 'The id is taken',
      });
      expect(taken.headers.get('etag')).toBeNull();
    }
    const own = await createAt('ada');
    expect([own.status, own.headers.get('etag')]).toEqual([412, '"1"']);
  });
});

describe('cross-origin requests', () => {
  it('are for listed origins, and preflights need no token and do not count', async () => {
    const estuary = await estuaryOfTest({
      CORS_ALLOWED_ORIGINS: 'https://app.test',
      RATE_LIMIT_MAX_REQUESTS: '1',
    });
    const preflight = {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.test',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'x-anything, authorization',
      },
    };
    for (let n = 0; n < 3; n += 1) {
      const { status, headers } = await estuary.request('/api/v1/items', preflight);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-methods')).toBe(
        'GET, HEAD, POST, PUT, PATCH, DELETE',
      );
      expect(headers.get('access-control-allow-headers')).toBe('x-anything, authorization');
      expect(headers.get('access-control-max-age')).toBe('600');
    }
    const own = await estuary.request('/api/v1/items', { headers: { origin: 'https://app.test' } });
    expect(own.headers.get('access-control-allow-origin')).toBe('https://app.test');
    expect(own.headers.get('access-control-expose-headers')).toContain('X-RateLimit-Remaining');
    expect(own.headers.get('vary')).toContain('Origin');
    const foreign = await estuary.request('/health', { headers: { origin: 'https://evil.test' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMessageDb } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/** Requests that make no sense, in the order in which they are checked (contract §4, §6.1, §10). */

let server: TestServer;
beforeAll(async () => {
  server = await startMessageDb();
});
afterAll(() => server.stop());

const event = { type: 'T', data: {} };

/** Status, code and message of an answer. */
const errorOf = async (
  request: string | readonly unknown[],
): Promise<{ status: number; code: unknown; message: string }> => {
  const { status, json } = await server.post(request);
  const { error } = json as { error?: { code: string; message: string } };
  return { status, code: error?.code, message: error?.message ?? '' };
};

describe('a request', () => {
  it.each(['', ' ', 'hello', '{', '[', '["sys.version"', '["sys.version"]]', '[1,]', "['x']"])(
    'is JSON, not %j',
    async (body) => {
      const { status, json } = await server.post(body);
      expect({ status, json }).toMatchObject({
        status: 400,
        json: { error: { code: 'INVALID_REQUEST', details: { error: expect.any(String) } } },
      });
    },
  );

  it.each(['null', '{}', '7', '"sys.version"', 'true', '[]', '[null]', '[7]', '[["x"]]', '[{}]'])(
    'is an array that begins with a method, not %s',
    async (body) => {
      expect(await errorOf(body)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    },
  );

  it.each(['no.such', '', 'constructor', '__proto__', 'toString', 'stream', 'stream.WRITE', ' '])(
    'names a method that exists, not %j',
    async (method) => {
      expect(await errorOf([method])).toMatchObject({ status: 404, code: 'METHOD_NOT_FOUND' });
    },
  );

  it('must be UTF-8', async () => {
    const body = Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]);
    const { status } = await server.request('/rpc', { method: 'POST', body });
    expect(status).toBe(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense', 'application/json'])(
    'is read whatever its content type says: %s',
    async (type) => {
      const headers = { 'content-type': type };
      expect((await server.post(['sys.version'], { headers })).json).toBe('1.3.0');
    },
  );

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])(
    'is a POST, not a %s',
    async (method) => {
      const { status, headers, json } = await server.request('/rpc', { method });
      expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
      if (method !== 'HEAD') expect(json).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
    },
  );

  it('may have more arguments and options than are known', async () => {
    const { status } = await server.post([
      'stream.write',
      'surplus-1',
      { ...event, extra: 1 },
      { extra: 2 },
      'more',
    ]);
    expect(status).toBe(200);
    expect((await server.post(['stream.get', 'surplus-1', { extra: 1 }, null])).status).toBe(200);
  });

  it('may have null for options', async () => {
    for (const method of ['stream.get', 'stream.last', 'category.get']) {
      expect((await server.post([method, 'x', null])).status).toBe(200);
    }
    expect((await server.post(['stream.write', 'nulls-1', event, null])).status).toBe(200);
  });

  it.each(['/', '/rpc/', '/RPC', '/rpc/x', '/debug/pprof/', '/metrics/', '/health/'])(
    'to the path %s is 404',
    async (path) => {
      const { status, json } = await server.request(path, { method: 'POST', body: '[]' });
      expect({ status, json }).toEqual({
        status: 404,
        json: { error: { code: 'NOT_FOUND', message: 'Endpoint not found' } },
      });
    },
  );
});

const id = '12345678-1234-1234-1234-123456789abc';
/** Each has one thing wrong, and right what is checked before; the name is what is complained of. */
const wrongWrites: readonly [name: string, ...args: unknown[]][] = [
  ['stream'],
  ['stream', null],
  ['stream', 7],
  ['stream', '', 7],
  ['stream', 'a-\u0000', 7],
  ['stream', 'a-\ud800', 7],
  ['stream', 'x'.repeat(1025), 7],
  ['message', 'a-1'],
  ['message', 'a-1', null, 7],
  ['message', 'a-1', [], 7],
  ['message', 'a-1', 'x', 7],
  ['message.type', 'a-1', { data: 7 }, 7],
  ['message.type', 'a-1', { type: '', data: 7 }, 7],
  ['message.type', 'a-1', { type: 7, data: 7 }, 7],
  ['message.data', 'a-1', { type: 'T', metadata: 7 }, 7],
  ['message.data', 'a-1', { type: 'T', data: null, metadata: 7 }, 7],
  ['message.data', 'a-1', { type: 'T', data: [], metadata: 7 }, 7],
  ['message.data', 'a-1', { type: 'T', data: 'x', metadata: 7 }, 7],
  ['message.metadata', 'a-1', { type: 'T', data: {}, metadata: 7 }, 7],
  ['message.metadata', 'a-1', { type: 'T', data: {}, metadata: [] }, 7],
  ['options', 'a-1', event, 7],
  ['options', 'a-1', event, []],
  ['id', 'a-1', event, { id: 7, expectedVersion: 'x' }],
  ['id', 'a-1', event, { id: 'x', expectedVersion: 'x' }],
  ['id', 'a-1', event, { id: id.replaceAll('-', ''), expectedVersion: 'x' }],
  ['id', 'a-1', event, { id: `{${id}}`, expectedVersion: 'x' }],
  ['expectedVersion', 'a-1', event, { id, expectedVersion: 'x' }],
  ['expectedVersion', 'a-1', event, { expectedVersion: null }],
  ['expectedVersion', 'a-1', event, { expectedVersion: true }],
  ['expectedVersion', 'a-1', event, { expectedVersion: -2 }],
  ['expectedVersion', 'a-1', event, { expectedVersion: 1.5 }],
  ['expectedVersion', 'a-1', event, { expectedVersion: 2 ** 53 }],
];

describe('stream.write', () => {
  it.each(wrongWrites)('complains of %s first (case %#)', async (name, ...args) => {
    const { status, code, message } = await errorOf(['stream.write', ...args]);
    expect({ status, code }).toEqual({ status: 400, code: 'INVALID_REQUEST' });
    expect(message.split(' ')[0]).toBe(name);
    expect(await server.call('stream.version', 'a-1')).toBeNull();
  });

  it('takes an id in any case and gives it back in lower case; an empty one is none', async () => {
    await server.call('stream.write', 'ids-1', event, { id: id.toUpperCase() });
    await server.call('stream.write', 'ids-1', event, { id: '' });
    const rows = await server.call<unknown[][]>('stream.get', 'ids-1');
    expect(rows.map(([stored]) => stored)).toEqual([id, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('answers a repeat with the first result, and another use of an id with 409', async () => {
    const own = '00000000-0000-0000-0000-00000000000a';
    const request = [
      'repeat-1',
      { type: 'T', data: { a: 1, b: 2 } },
      { id: own, expectedVersion: -1 },
    ];
    const first = await server.call('stream.write', ...request);
    await server.call('stream.write', 'repeat-1', event);
    expect(await server.call('stream.write', ...request)).toEqual(first);
    const other = ['stream.write', 'repeat-2', event, { id: own }];
    expect(await errorOf(other)).toMatchObject({ status: 409, code: 'MESSAGE_ID_EXISTS' });
    expect(await server.call('stream.version', 'repeat-1')).toBe(1);
  });

  it('takes null metadata for none, and whole numbers with a fraction of zero', async () => {
    const body =
      '["stream.write","zero-1",{"type":"T","data":{},"metadata":null},{"expectedVersion":-1.0}]';
    expect((await server.post(body)).status).toBe(200);
    expect(await server.call('stream.last', 'zero-1')).toMatchObject({ 5: null });
  });
});

describe('JSON in messages', () => {
  const nested = (depth: number): string =>
    `${'{"v":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
  const write = (stream: string, data: string, rest = ''): string =>
    `["stream.write","${stream}",{"type":"T","data":${data}${rest}}]`;

  it('may be 500 deep, and no deeper', async () => {
    expect((await server.post(write('deep-1', nested(500)))).status).toBe(200);
    expect(await errorOf(write('deep-1', nested(501)))).toMatchObject({
      status: 400,
      message: expect.stringContaining('500'),
    });
    expect(await errorOf(write('deep-1', '{}', `,"metadata":${nested(501)}`))).toMatchObject({
      status: 400,
    });
    const arrays = `{"v":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await errorOf(write('deep-1', arrays))).toMatchObject({ status: 400 });
  });

  it.each(['1e999', '-1e999'])('may not hold %s, which no double is', async (number) => {
    expect(await errorOf(write('big-1', `{"n":[${number}]}`))).toMatchObject({ status: 400 });
    for (const request of [
      `["stream.get","a-1",{"position":${number}}]`,
      `["stream.get","a-1",{"batchSize":${number}}]`,
      `["stream.write","a-1",{"type":"T","data":{}},{"expectedVersion":${number}}]`,
    ]) {
      expect(await errorOf(request)).toMatchObject({ status: 400 });
    }
  });

  it('comes back as it was', async () => {
    const data = String.raw`{"":0,"__proto__":{"a":1},"constructor":[],"n":[1e308,-0.5,9007199254740991],"s":"\u0000\ud800 𝄞 é \u2028"}`;
    await server.post(write('same-1', data));
    const { text } = await server.post(['stream.last', 'same-1']);
    expect(JSON.parse(text)[4]).toEqual(JSON.parse(data));
    expect(Object.keys(JSON.parse(text)[4])).toContain('__proto__');
  });

  it('may be a mebibyte and more', async () => {
    const text = 'x'.repeat(2 * 1024 * 1024);
    await server.call('stream.write', 'large-1', { type: 'T', data: { text } });
    expect(await server.call('stream.last', 'large-1')).toMatchObject({ 4: { text } });
  });
});

describe('stream.writeBatch', () => {
  it('takes 1 to 1000 messages', async () => {
    const batch = (count: number): unknown[] => [
      'stream.writeBatch',
      'batch-1',
      Array.from({ length: count }, () => event),
    ];
    expect((await server.post(batch(1000))).json).toMatchObject({ position: 999, count: 1000 });
    for (const count of [0, 1001])
      expect(await errorOf(batch(count))).toMatchObject({ status: 400 });
    expect(await errorOf(['stream.writeBatch', 'batch-1', event])).toMatchObject({ status: 400 });
    const bad = ['stream.writeBatch', 'batch-2', [event, { type: 'T' }]];
    expect((await errorOf(bad)).message).toBe('messages[1].data must be an object');
    expect(await server.call('stream.version', 'batch-2')).toBeNull();
  });
});

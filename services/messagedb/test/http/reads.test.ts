import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMessageDb } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/** Results, and the edges of what may be asked for (contract §5, §7). */

let server: TestServer;
beforeAll(async () => {
  server = await startMessageDb();
  const event = { type: 'T', data: {} };
  for (const stream of ['a-1', 'b-1', 'a-2', 'a-1', 'a', 'a-1']) {
    await server.call('stream.write', stream, event);
  }
});
afterAll(() => server.stop());

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{6})Z$/);
const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);

const positions = async (method: string, ...args: readonly unknown[]): Promise<unknown[]> =>
  (await server.call<unknown[][]>(method, ...args)).map((row) =>
    row.at(method === 'stream.get' ? 2 : 4),
  );

describe('rows', () => {
  it('of a stream have seven elements, those of a category eight', async () => {
    const [first] = await server.call<unknown[]>('stream.get', 'a-1');
    expect(first).toEqual([id, 'T', 0, 1, {}, null, time]);
    expect(await server.call('stream.last', 'a-1')).toEqual([id, 'T', 2, 6, {}, null, time]);
    const [of] = await server.call<unknown[]>('category.get', 'a');
    expect(of).toEqual([id, 'a-1', 'T', 0, 1, {}, null, time]);
  });

  it('of system and utility methods are what the contract says', async () => {
    expect(await server.call('sys.health')).toEqual({
      status: 'ok',
      backend: 'memory',
      connections: 0,
    });
    expect(await server.call('util.category', 'a-1')).toBe('a');
    expect(await server.call('util.id', 'a')).toBeNull();
    expect(await server.call('util.cardinalId', 'a-1+2')).toBe('1');
    expect(await server.call('util.isCategory', 'a')).toBe(true);
    expect(await server.call('util.hash64', '123')).toBe('2318431741638412123');
    expect(await server.call('util.hash64', '')).toBe('-3162216497309240828');
  });
});

describe('stream.get', () => {
  it.each([
    [undefined, [0, 1, 2]],
    [{}, [0, 1, 2]],
    [{ position: 1 }, [1, 2]],
    [{ position: -5 }, [0, 1, 2]],
    [{ position: 3 }, []],
    [{ position: Number.MAX_SAFE_INTEGER }, []],
    [{ globalPosition: 4 }, [1, 2]],
    [{ globalPosition: 2 }, [1, 2]],
    [{ globalPosition: -4 }, [0, 1, 2]],
    [{ globalPosition: 1, position: 2 }, [0, 1, 2]],
    [{ batchSize: 0 }, []],
    [{ batchSize: 2 }, [0, 1]],
    [{ batchSize: -1 }, [0, 1, 2]],
    [{ batchSize: 10_000 }, [0, 1, 2]],
  ])('with %j gives %j', async (options, expected) => {
    expect(await positions('stream.get', 'a-1', options)).toEqual(expected);
  });

  it('takes numbers with a fraction of zero', async () => {
    const { json } = await server.post('["stream.get","a-1",{"position":1.0,"batchSize":1e0}]');
    expect(json).toHaveLength(1);
  });
});

describe('category.get', () => {
  it.each([
    ['a', undefined, [1, 3, 4, 5, 6]],
    ['a', { position: 4 }, [4, 5, 6]],
    ['a', { globalPosition: 4, position: 1 }, [4, 5, 6]],
    ['a', { position: -1 }, [1, 3, 4, 5, 6]],
    ['a', { position: 0, batchSize: 2 }, [1, 3]],
    ['a', { batchSize: 0 }, []],
    ['', { batchSize: -1 }, [1, 2, 3, 4, 5, 6]],
    ['', { position: 7 }, []],
    ['a-1', undefined, []],
    ['A', undefined, []],
    ['nothing', undefined, []],
    // `a` has no id, so it belongs to no member; the hashes of 1 and 2 are even and odd.
    ['a', { consumerGroup: { member: 0, size: 1 } }, [1, 3, 4, 6]],
    ['a', { consumerGroup: { member: 0, size: 2 } }, [1, 4, 6]],
    ['a', { consumerGroup: { member: 1, size: 2 } }, [3]],
    ['a', { consumerGroup: {} }, [1, 3, 4, 5, 6]],
    ['a', { correlation: 'x-1' }, []],
  ])('of %j with %j gives %j', async (category, options, expected) => {
    expect(await positions('category.get', category, options)).toEqual(expected);
  });
});

describe('a read', () => {
  it.each([
    ['stream', ['stream.get']],
    ['stream', ['stream.get', '']],
    ['stream', ['stream.last', 7]],
    ['stream', ['stream.version', null]],
    ['category', ['category.get']],
    ['category', ['category.get', 7]],
    ['options', ['stream.get', 'a-1', 7]],
    ['options', ['category.get', 'a', []]],
    ['batchSize', ['stream.get', 'a-1', { batchSize: 10_001 }]],
    ['batchSize', ['stream.get', 'a-1', { batchSize: -2 }]],
    ['batchSize', ['stream.get', 'a-1', { batchSize: '1' }]],
    ['batchSize', ['stream.get', 'a-1', { batchSize: null }]],
    ['batchSize', ['category.get', 'a', { batchSize: 1.5 }]],
    ['position', ['stream.get', 'a-1', { position: true }]],
    ['position', ['category.get', 'a', { position: '1' }]],
    ['globalPosition', ['stream.get', 'a-1', { globalPosition: 0.5 }]],
    ['type', ['stream.last', 'a-1', { type: 7 }]],
    ['correlation', ['category.get', 'a', { correlation: 7 }]],
    ['correlation', ['category.get', 'a', { correlation: null }]],
    ['consumerGroup', ['category.get', 'a', { consumerGroup: 7 }]],
    ['consumerGroup.member', ['category.get', 'a', { consumerGroup: { size: 2 } }]],
    ['consumerGroup.member', ['category.get', 'a', { consumerGroup: { member: 2, size: 2 } }]],
    ['consumerGroup.member', ['category.get', 'a', { consumerGroup: { member: -1, size: 2 } }]],
    ['consumerGroup.member', ['category.get', 'a', { consumerGroup: { member: '0', size: 2 } }]],
    ['consumerGroup.size', ['category.get', 'a', { consumerGroup: { member: 0, size: 0 } }]],
    ['stream', ['stream.get', '']],
    ['correlation', ['category.get', 'a', { correlation: 'x'.repeat(1025) }]],
    ['limit', ['ns.streams', { limit: 0 }]],
    ['limit', ['ns.streams', { limit: 1001 }]],
    ['prefix', ['ns.streams', { prefix: 7 }]],
    ['name', ['util.id']],
  ])('is told that %s is wrong in %j', async (name, request) => {
    const { status, json } = await server.post(request);
    const { error } = json as { error: { code: string; message: string } };
    expect({ status, code: error.code }).toEqual({ status: 400, code: 'INVALID_REQUEST' });
    expect(error.message).toMatch(new RegExp(`^${name} `));
  });

  it.each([
    ['stream.get', 'x'.repeat(1025)],
    ['category.get', 'x'.repeat(1025)],
    ['ns.streams', { prefix: 'x'.repeat(1025) }],
  ])('finds nothing under a name that nobody may write: %s', async (...request) => {
    expect(await server.call(...request)).toEqual([]);
  });

  it('finds streams by a literal prefix, in the order of bytes', async () => {
    const token = (await server.call<{ token: string }>('ns.create', 'names')).token;
    const names = ['%', 'A', '_', 'a', 'a-1', 'ab', '\uffff', '😀'];
    for (const name of names.toReversed()) {
      await server.post(['stream.write', name, { type: 'T', data: {} }], { as: token });
    }
    const found = async (options: object): Promise<unknown> =>
      (
        (await server.post(['ns.streams', options], { as: token })).json as { stream: string }[]
      ).map(({ stream }) => stream);
    expect(await found({})).toEqual(names);
    expect(await found({ prefix: '%' })).toEqual(['%']);
    expect(await found({ prefix: 'a' })).toEqual(['a', 'a-1', 'ab']);
    expect(await found({ prefix: 'a', cursor: 'a', limit: 1 })).toEqual(['a-1']);
  });
});

describe('a result without limit', () => {
  it('arrives whole, however many messages it has', async () => {
    const { token } = await server.call<{ token: string }>('ns.create', 'many');
    const batch = Array.from({ length: 1000 }, () => ({
      type: 'T',
      data: { text: 'é'.repeat(20) },
    }));
    for (let n = 0; n < 25; n += 1) {
      const { status } = await server.post(['stream.writeBatch', 'many-1', batch], { as: token });
      expect(status).toBe(200);
    }
    for (const request of [
      ['stream.get', 'many-1', { batchSize: -1 }],
      ['category.get', 'many', { batchSize: -1 }],
    ]) {
      const { json, headers } = await server.post(request, { as: token });
      expect(headers.get('content-type')).toBe('application/json');
      expect((json as unknown[][]).map((row) => row.at(-4))).toEqual(
        Array.from({ length: 25_000 }, (_, index) => index + 1),
      );
    }
    const limited = await server.post(['stream.get', 'many-1', { batchSize: 2500 }], { as: token });
    expect(limited.json).toHaveLength(2500);
  });
});

import { createClient, MessageDbError } from '@aquifer/messagedb-client';
import type { MessageDbClient } from '@aquifer/messagedb-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultToken, startMessageDb } from './support/start-messagedb.ts';

let client: MessageDbClient;
let url: string;

beforeEach(async () => {
  ({ url } = await startMessageDb());
  client = createClient({ url, token: defaultToken });
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The error of a call that must fail. */
async function errorOf(call: Promise<unknown>): Promise<MessageDbError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MessageDbError);
  return error as MessageDbError;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('writing', () => {
  it('gives each message an id of its own and says where it is', async () => {
    const first = await client.write('account-1', { type: 'Opened', data: { balance: 0 } });
    const second = await client.write('account-1', { type: 'Closed', data: {} });
    expect(first).toEqual({ id: expect.stringMatching(uuid), position: 0, globalPosition: 1 });
    expect(second).toMatchObject({ position: 1, globalPosition: 2 });
    expect(second.id > first.id).toBe(true);
  });

  it('takes the id and the expected version that it is given', async () => {
    const id = '12345678-1234-1234-1234-123456789abc';
    const message = { type: 'Opened', data: {}, id };
    expect(await client.write('account-1', message, { expectedVersion: -1 })).toMatchObject({ id });
    const conflict = await errorOf(
      client.write('account-1', { type: 'Opened', data: {} }, { expectedVersion: -1 }),
    );
    expect(conflict).toMatchObject({
      name: 'MessageDbError',
      code: 'STREAM_VERSION_CONFLICT',
      status: 409,
      details: { expected: -1, actual: 0 },
    });
  });

  it('writes a batch as one', async () => {
    const messages = [1, 2, 3].map((n) => ({ type: 'Counted', data: { n } }));
    const written = await client.writeBatch('count-1', messages, { expectedVersion: -1 });
    expect(written).toMatchObject({ count: 3, position: 2, globalPosition: 3 });
    const stored = await client.readPage('count-1');
    expect(stored.map(({ id }) => id)).toEqual(written.ids);
    expect(await errorOf(client.writeBatch('count-1', messages, { expectedVersion: 0 }))).toEqual(
      expect.objectContaining({ code: 'STREAM_VERSION_CONFLICT' }),
    );
  });

  it('is told what is wrong with a message', async () => {
    const error = await errorOf(client.write('account-1', { type: '', data: {} }));
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', status: 400, details: {} });
    expect(error.message).toContain('message.type');
  });
});

describe('reading', () => {
  it('gives messages as objects, with everything that was written', async () => {
    const metadata = { correlationStreamName: 'signup-9' };
    const { id } = await client.write('account-1', { type: 'Opened', data: { n: 1 }, metadata });
    const message = {
      id,
      stream: 'account-1',
      type: 'Opened',
      position: 0,
      globalPosition: 1,
      data: { n: 1 },
      metadata,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/),
    };
    expect(await client.readPage('account-1')).toEqual([message]);
    expect(await client.readCategoryPage('account')).toEqual([message]);
    expect(await client.last('account-1')).toEqual(message);
    expect(await client.last('account-1', { type: 'Closed' })).toBeUndefined();
    expect(await client.version('account-1')).toBe(0);
    expect(await client.version('account-2')).toBeUndefined();
  });

  it('reads all pages, from wherever it is told, however small they are', async () => {
    for (const stream of ['a-1', 'b-1', 'a-1', 'a-2', 'a-1', 'b-1', 'a-1']) {
      await client.write(stream, { type: 'T', data: {} });
    }
    const positions = async (options: Parameters<MessageDbClient['read']>[1]): Promise<number[]> =>
      (await collect(client.read('a-1', options))).map(({ position }) => position);
    for (const pageSize of [1, 2, 3, 4, 1000]) {
      expect(await positions({ pageSize })).toEqual([0, 1, 2, 3]);
      expect(await positions({ pageSize, position: 2 })).toEqual([2, 3]);
      expect(await positions({ pageSize, globalPosition: 3 })).toEqual([1, 2, 3]);
      const category = await collect(client.readCategory('a', { pageSize, position: 2 }));
      expect(category.map(({ globalPosition }) => globalPosition)).toEqual([3, 4, 5, 7]);
      expect(await collect(client.readCategory('', { pageSize }))).toHaveLength(7);
    }
  });

  it('gives the texts of rows, for who passes them on', async () => {
    const metadata = { a: [1, '"],['] };
    const { id } = await client.write('a-1', { type: 'T,"', data: { n: 1 }, metadata });
    await client.write('a-2', { type: 'T', data: {} });
    const rows = await collect(client.readCategoryTexts('a', { pageSize: 1 }));
    expect(rows.map((row) => row.slice(1, 7))).toEqual([
      ['"a-1"', '"T,\\""', '0', '1', '{"n":1}', JSON.stringify(metadata)],
      ['"a-2"', '"T"', '0', '2', '{}', 'null'],
    ]);
    expect(rows[0]?.[0]).toBe(`"${id}"`);
    expect(await collect(client.readCategoryTexts('a', { position: 2 }))).toEqual([rows[1]]);
    const refused = createClient({ url, token: 'nope' }).readCategoryTexts('a').next();
    expect((await errorOf(refused)).code).toBe('AUTH_INVALID_TOKEN');
  });

  it('filters a category by correlation and consumer group', async () => {
    const metadata = { correlationStreamName: 'signup-9' };
    await client.write('account-123', { type: 'T', data: {}, metadata });
    await client.write('account-456', { type: 'T', data: {} });
    const streams = async (
      options: Parameters<MessageDbClient['readCategory']>[1],
    ): Promise<string[]> =>
      (await collect(client.readCategory('account', options))).map(({ stream }) => stream);
    expect(await streams({ correlation: 'signup' })).toEqual(['account-123']);
    expect(await streams({ consumerGroup: { member: 3, size: 8 } })).toEqual(['account-123']);
    expect(await streams({ consumerGroup: { member: 7, size: 8 } })).toEqual(['account-456']);
  });

  it('knows the data by the type, where the caller says what there is', async () => {
    type Event =
      | { type: 'Opened'; data: { owner: string } }
      | { type: 'Deposited'; data: { amount: number }; metadata: { by: string } };
    const metadata = { by: 'x' };
    await client.write('account-1', { type: 'Deposited', data: { amount: 5 }, metadata });
    for await (const event of client.read<Event>('account-1')) {
      // The compiler checks that these exist, and that `amount` would not without the condition.
      const text = event.type === 'Opened' ? event.data.owner : event.data.amount.toFixed(1);
      expect(text).toBe('5.0');
    }
  });
});

describe('the namespace and the server', () => {
  it('lists streams and categories', async () => {
    for (const stream of ['a-1', 'a-2', 'b']) await client.write(stream, { type: 'T', data: {} });
    const streams = await client.streams({ prefix: 'a', cursor: 'a-1', limit: 5 });
    expect(streams).toEqual([{ stream: 'a-2', version: 0, lastActivity: expect.any(String) }]);
    expect(await client.categories()).toEqual([
      { category: 'a', streamCount: 2, messageCount: 2 },
      { category: 'b', streamCount: 1, messageCount: 1 },
    ]);
  });

  it('creates, finds, rotates and deletes namespaces', async () => {
    const { namespaces } = client;
    const created = await namespaces.create('tenant-a', { description: 'A', metadata: { n: 1 } });
    expect(created).toMatchObject({ namespace: 'tenant-a', createdAt: expect.any(String) });
    const tenant = createClient({ url, token: created.token });
    await tenant.write('x-1', { type: 'T', data: {} });
    expect(await namespaces.info('tenant-a')).toMatchObject({ description: 'A', messageCount: 1 });
    expect((await namespaces.list()).map(({ namespace }) => namespace)).toContain('tenant-a');
    expect((await errorOf(namespaces.create('tenant-a'))).code).toBe('NAMESPACE_EXISTS');

    const { token } = await namespaces.rotate('tenant-a');
    expect(await errorOf(tenant.version('x-1'))).toMatchObject({
      code: 'AUTH_UNAUTHORIZED',
      status: 403,
      details: { namespace: 'tenant-a' },
    });
    expect(await createClient({ url, token }).version('x-1')).toBe(0);
    expect(await namespaces.delete('tenant-a')).toMatchObject({ messagesDeleted: 1 });
  });

  it('tells version and health', async () => {
    expect(await client.serverVersion()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await client.health()).toEqual({ status: 'ok', backend: 'memory', connections: 0 });
  });

  it('needs a token, unless the server is in test mode', async () => {
    expect(await errorOf(createClient({ url }).version('a'))).toMatchObject({
      code: 'AUTH_REQUIRED',
      status: 401,
    });
    const open = await startMessageDb({ MESSAGEDB_TEST_MODE: 'true' });
    expect(await createClient({ url: `${open.url}/` }).version('a')).toBeUndefined();
  });
});

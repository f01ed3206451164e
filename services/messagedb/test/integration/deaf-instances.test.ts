import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSse } from '../support/sse-client.ts';
import type { SseClient } from '../support/sse-client.ts';
import { messageDbOfTest } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/** What an instance is not told it finds out by itself, within the two seconds between its looks. */
const patience = { timeout: 20_000 };

const message = { type: 'T', data: {} };
const record = {
  id: '12345678-1234-1234-1234-123456789abc',
  stream: 'b-1',
  type: 'T',
  pos: 0,
  gpos: 1,
  data: {},
  meta: null,
  time: '2026-01-31T12:00:00Z',
};

await describeWith('postgres', 'an instance that hears no calls of the other', (postgres) => {
  let database: TestDatabase;
  let one: TestServer;
  let deaf: TestServer;

  beforeEach(async () => {
    database = await postgres.createDatabase();
    one = await messageDbOfTest({ MESSAGEDB_DB_URL: database.url });
    deaf = await messageDbOfTest({
      MESSAGEDB_DB_URL: database.url,
      // Where nobody is.
      MESSAGEDB_NATS_URL: 'nats://127.0.0.1:1',
    });
  });
  afterEach(async () => {
    await one.stop();
    await deaf.stop();
    await database.drop();
  });

  const follow = (token: string): Promise<SseClient> =>
    openSse(`${deaf.url}/subscribe?all=true&catchup=true&token=${token}`);
  const places = ({ pokes }: SseClient) => pokes.map((poke) => poke.globalPosition);
  const create = async (): Promise<string> =>
    (await one.call<{ token: string }>('ns.create', 'tenant-a')).token;

  it('ends the subscriptions to a namespace that was made anew, as long as it was', async () => {
    const token = await create();
    await one.post(['stream.write', 'a-1', message], { as: token });
    const client = await follow(token);
    await expect.poll(() => places(client), patience).toEqual([1]);
    await one.call('ns.delete', 'tenant-a');
    const fresh = await create();
    await one.post(['stream.write', 'theirs-1', message], { as: fresh });
    await expect.poll(client.isEnded, patience).toBe(true);
    // Until it looks again, the old token opens what is gone: nothing.
    const late = await deaf.post(['stream.write', 'a-1', message], { as: token });
    expect([403, 404]).toContain(late.status);
    await expect
      .poll(
        async () => (await deaf.post(['stream.version', 'theirs-1'], { as: fresh })).json,
        patience,
      )
      .toBe(0);
    expect((await one.post(['ns.info', 'tenant-a'])).json).toMatchObject({ messageCount: 1 });
    expect(places(client)).toEqual([1]);
  });

  it('ends the subscriptions to a namespace that was emptied, and filled to its old head', async () => {
    const token = await create();
    await one.post(['stream.write', 'a-1', message], { as: token });
    const client = await follow(token);
    await expect.poll(() => places(client), patience).toEqual([1]);
    const body = JSON.stringify(record);
    const { text } = await one.request('/import?force=true', { method: 'POST', body, as: token });
    expect(text).toContain('"done":true,"imported":1');
    // It is the same namespace, whose messages everybody sees at once.
    const { json } = await deaf.post(['category.get', ''], { as: token });
    expect((json as unknown[][]).map((row) => row[1])).toEqual(['b-1']);
    await expect.poll(client.isEnded, patience).toBe(true);
    const again = await follow(token);
    await expect.poll(() => again.pokes, patience).toMatchObject([{ stream: 'b-1' }]);
  });
});

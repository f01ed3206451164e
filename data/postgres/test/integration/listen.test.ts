import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('listen and notify', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url);
  });
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  it('delivers payloads in order, to each handler of the channel only', async () => {
    const [first, second, other]: [string[], string[], string[]] = [[], [], []];
    const listeners = [
      await postgres.listen('Odd "name"', (payload) => first.push(payload)),
      await postgres.listen('Odd "name"', (payload) => second.push(payload)),
      await postgres.listen('other', (payload) => other.push(payload)),
    ];
    for (const payload of ['1', '', 'drei ä']) await postgres.notify('Odd "name"', payload);
    await expect.poll(() => second).toEqual(['1', '', 'drei ä']);
    expect(first).toEqual(second);
    expect(other).toEqual([]);
    await Promise.all(listeners.map((listener) => listener.close()));
  });

  it('delivers at commit what was sent in a transaction, and nothing of a rollback', async () => {
    const payloads: string[] = [];
    const listener = await postgres.listen('commits', (payload) => payloads.push(payload));
    await postgres
      .transaction(async (transaction) => {
        await transaction.notify('commits', 'undone');
        throw new Error('stop');
      })
      .catch(() => undefined);
    await postgres.transaction(async (transaction) => {
      await transaction.notify('commits', 'kept');
    });
    await expect.poll(() => payloads).toEqual(['kept']);
    await listener.close();
  });

  it('comes back by itself when its connection is lost, and tells', async () => {
    const seen: string[] = [];
    const listener = await postgres.listen('survivor', (payload) => seen.push(payload), {
      onLost: (error) => seen.push(`lost: ${error.message}`),
      onReconnect: () => seen.push('back'),
    });
    await postgres.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
    );
    await expect.poll(() => seen).toEqual(['lost: the listening connection was lost', 'back']);
    await postgres.notify('survivor', 'hello');
    await expect.poll(() => seen.at(-1)).toBe('hello');
    await listener.close();
  });

  it('hears nothing after close', async () => {
    const payloads: string[] = [];
    const closed = await postgres.listen('quiet', (payload) => payloads.push(`closed ${payload}`));
    const open = await postgres.listen('quiet', (payload) => payloads.push(payload));
    await closed.close();
    await postgres.notify('quiet', '1');
    await expect.poll(() => payloads).toEqual(['1']);
    await open.close();
  });

  it('listens again after the last listener was closed', async () => {
    await (await postgres.listen('again', () => undefined)).close();
    const payloads: string[] = [];
    const listener = await postgres.listen('again', (payload) => payloads.push(payload));
    await postgres.notify('again', 'x');
    await expect.poll(() => payloads).toEqual(['x']);
    await listener.close();
  });

  it('does not take the end of a closed connection for a loss of the next', async () => {
    const seen: string[] = [];
    const first = await postgres.listen('overlap', () => undefined);
    const closing = first.close();
    const second = await postgres.listen('overlap', (payload) => seen.push(payload), {
      onLost: () => seen.push('lost'),
    });
    await closing;
    await postgres.notify('overlap', 'x');
    await expect.poll(() => seen).toEqual(['x']);
    await second.close();
  });

  it.each(['', 'x'.repeat(64)])('refuses the channel %j', async (channel) => {
    await expect(postgres.listen(channel, () => undefined)).rejects.toMatchObject({
      code: 'parameter',
    });
  });
});

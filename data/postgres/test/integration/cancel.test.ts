import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProxy } from './tls-proxy.ts';

describe('interruption', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url, { poolMax: 2 });
  });
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  /** Sessions of this database that are busy with something else than this question. */
  const busy = (): Promise<number | undefined> =>
    postgres.value(
      "SELECT count(*)::int FROM pg_stat_activity WHERE state = 'active' AND datname = current_database() AND pid <> pg_backend_pid()",
    );

  it('ends the query on the server when the time is up', async () => {
    const query = postgres.query('SELECT pg_sleep(60)', [], { timeoutMs: 50 });
    await expect(query).rejects.toMatchObject({ code: 'timeout' });
    expect(await busy()).toBe(0);
  });

  it('ends the query on the server when the signal fires', async () => {
    const controller = new AbortController();
    const query = postgres.query('SELECT pg_sleep(60)', [], { signal: controller.signal });
    const failure = expect(query).rejects.toMatchObject({ code: 'canceled' });
    await expect.poll(busy).toBe(1);
    controller.abort();
    await failure;
    expect(await busy()).toBe(0);
  });

  it('does not run a query whose signal has fired already', async () => {
    const query = postgres.query('CREATE TABLE never (a int)', [], { signal: AbortSignal.abort() });
    await expect(query).rejects.toMatchObject({ code: 'canceled' });
    expect(await postgres.value("SELECT to_regclass('never')")).toBeNull();
  });

  it('stops waiting for a connection, which is not lost to the pool', async () => {
    const single = openPostgres(database.url, { poolMax: 1 });
    await single.transaction(async () => {
      const controller = new AbortController();
      const query = single.query('SELECT 1', [], { signal: controller.signal });
      controller.abort();
      await expect(query).rejects.toMatchObject({ code: 'canceled' });
    });
    expect(await single.value('SELECT 1')).toBe(1);
    await single.close();
  });

  it('never hits the next query on the connection', async () => {
    const single = openPostgres(database.url, { poolMax: 1 });
    for (let round = 0; round < 30; round += 1) {
      // Fires at about the moment the query is done.
      await single
        .query('SELECT pg_sleep(0.01)', [], { timeoutMs: 10 })
        .catch((error: unknown) => expect(error).toMatchObject({ code: 'timeout' }));
      expect(await single.value('SELECT pg_sleep(0.002) IS NULL')).toBe(false);
    }
    await single.close();
  });

  it('ends a stream', async () => {
    const controller = new AbortController();
    const sql = 'SELECT n, pg_sleep(0.01) FROM generate_series(1, 100000) n';
    const read = async () => {
      for await (const rows of postgres.stream(sql, [], {
        batchSize: 5,
        signal: controller.signal,
      })) {
        expect(rows).toHaveLength(5);
        setTimeout(() => controller.abort(), 20);
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'canceled' });
    // The cancel goes its own way, so the server may still be at it for a moment.
    await expect.poll(busy).toBe(0);
  });

  it('ends a transaction and undoes it', async () => {
    await postgres.exec('CREATE TABLE undone (a int)');
    const controller = new AbortController();
    const transaction = postgres.transaction(
      async (inner) => {
        await inner.query('INSERT INTO undone VALUES (1)');
        setTimeout(() => controller.abort(), 20);
        await inner.query('SELECT pg_sleep(60)');
      },
      { signal: controller.signal },
    );
    await expect(transaction).rejects.toMatchObject({ code: 'canceled' });
    expect(await postgres.value('SELECT count(*)::int FROM undone')).toBe(0);
  });

  it('comes back even when the network swallows the request to cancel', async () => {
    const proxy = await startProxy(new URL(database.url), { tls: false });
    const url = new URL(database.url);
    url.port = String(proxy.port);
    const remote = openPostgres(url.href, { connectTimeoutMs: 1000 });
    await remote.query('SELECT 1');
    proxy.swallow();
    const query = remote.query('SELECT 1', [], { timeoutMs: 50 });
    await expect(query).rejects.toMatchObject({ code: 'timeout' });
    await proxy.close();
    await remote.close();
  });
});

import { openPostgres } from '@aquifer/postgres';
import { describeWith, startPgBouncer, testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { runMessageDb } from '../support/running-messagedb.ts';
import type { RunningMessageDb } from '../support/running-messagedb.ts';
import { openSse } from '../support/sse-client.ts';
import type { SseClient } from '../support/sse-client.ts';

/** An instance looks into the store every two seconds; a busy machine takes its time as well. */
const patience = { timeout: 20_000, interval: 10 };

const follow = ({ url, token }: RunningMessageDb, query: string): Promise<SseClient> =>
  openSse(`${url}/subscribe?${query}&token=${token}`);
const placesOf = ({ pokes }: SseClient): number[] =>
  pokes.map(({ globalPosition }) => globalPosition);

async function open(url: string): Promise<[RunningMessageDb, RunningMessageDb]> {
  const env = { MESSAGEDB_DB_URL: url, MESSAGEDB_DB_MAX_CONNECTIONS: '6' };
  return [await runMessageDb(env), await runMessageDb(env)];
}

await describeWith('postgres', 'two instances on one PostgreSQL', (postgres) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await postgres.createDatabase();
    onTestFinished(() => database.drop());
  });

  it('tell followers of the one what is written through the other, without waiting to look', async () => {
    const [here, there] = await open(database.url);
    await there.write('a-1');
    const followers = [
      await follow(here, 'category=a'),
      await follow(here, 'stream=a-1'),
      await follow(here, 'all=true&catchup=true'),
    ];
    const startedAt = performance.now();
    const rounds = 10;
    for (let round = 1; round <= rounds; round += 1) {
      await there.write('a-1');
      const expected = Array.from({ length: round + 1 }, (_, index) => index + 1);
      for (const one of followers) {
        await expect.poll(() => placesOf(one), patience).toEqual(expected);
      }
    }
    // Looking every two seconds would take twice that.
    expect(performance.now() - startedAt).toBeLessThan(rounds * 1_000);
  });

  it('tell them all the same while the connections to listen on are cut', async () => {
    const [here, there] = await open(database.url);
    const admin = openPostgres(database.url, { poolMax: 1 });
    const cut = (): Promise<unknown> =>
      admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'messagedb wake' AND datname = current_database()`);
    const follower = await follow(here, 'category=a');
    await expect.poll(follower.text, patience).toContain(': ready');
    await cut();
    const cutting = setInterval(() => void cut().catch(() => undefined), 20);
    onTestFinished(async () => {
      clearInterval(cutting);
      await admin.close();
    });
    for (let round = 1; round <= 3; round += 1) {
      await there.write('a-1');
      await expect.poll(() => follower.pokes.length, patience).toBe(round);
    }
    expect(placesOf(follower)).toEqual([1, 2, 3]);
  });
});

await describeWith(
  'pgbouncer',
  'two instances behind PgBouncer, which nobody can call',
  (program) => {
    it('tell what is written through the other by looking, and nothing older to who wants what comes', async () => {
      const server = await testPostgres();
      const database = await server.createDatabase();
      const pgBouncer = await startPgBouncer(program, { serverUrl: server.url, poolSize: 4 });
      onTestFinished(async () => {
        await pgBouncer.stop();
        await database.drop();
      });
      const [here, there] = await open(pgBouncer.through(database.url));
      const early = await follow(here, 'category=a');
      await expect.poll(early.text, patience).toContain(': ready');
      await there.write('a-1', 'a-2');
      const live = await follow(here, 'all=true');
      await expect.poll(live.text, patience).toContain('id: 3\n\n: ready');
      await expect.poll(() => placesOf(early), patience).toEqual([1, 2]);
      await there.write('a-1');
      await expect.poll(() => placesOf(early), patience).toEqual([1, 2, 3]);
      await expect.poll(() => placesOf(live), patience).toEqual([3]);
    });
  },
);

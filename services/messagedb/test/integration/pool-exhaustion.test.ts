import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { rpc } from '../support/rpc.ts';
import { runMessageDb } from '../support/running-messagedb.ts';
import type { RunningMessageDb } from '../support/running-messagedb.ts';

const NAMESPACES = 12;
const event = { type: 'T', data: {} };

/** Calls in flight at once, each of which needs a connection. */
await describeWith('postgres', 'more calls than connections to PostgreSQL', (postgres) => {
  let database: TestDatabase;
  let admin: Postgres;
  let server: RunningMessageDb;
  let tokens: readonly string[];

  beforeEach(async () => {
    database = await postgres.createDatabase();
    admin = openPostgres(database.url, { poolMax: 1 });
    onTestFinished(async () => {
      await admin.close();
      await database.drop();
    });
  });

  /** An instance whose calls wait so many seconds for one of its four connections. */
  const start = async (waitSeconds: number): Promise<void> => {
    server = await runMessageDb({
      MESSAGEDB_DB_URL: `${database.url}?connect_timeout=${waitSeconds}`,
      MESSAGEDB_DB_MAX_CONNECTIONS: '4',
    });
    const made: string[] = [];
    for (let at = 0; at < NAMESPACES; at += 1) {
      const { token } = await server.rpc<{ token: string }>(['ns.create', `n${at}`]);
      made.push(token);
    }
    tokens = made;
  };
  const write = (token: string, stream = 'a-1') =>
    rpc<unknown>(server.url, ['stream.write', stream, event], token);
  const read = (token: string) =>
    rpc<unknown[]>(server.url, ['category.get', '', { batchSize: 1000 }], token);

  it('are all answered, of whatever namespaces they are', async () => {
    await start(30);
    const writes = tokens.flatMap((token) =>
      Array.from({ length: 20 }, (_, at) => write(token, `a-${at}`)),
    );
    const reads = tokens.flatMap((token) => Array.from({ length: 20 }, () => read(token)));
    const answers = await Promise.all([...writes, ...reads]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const token of tokens) expect((await read(token)).result).toHaveLength(20);
  });

  it('wait so long for a connection that is held, are refused with 503, and come through after that', async () => {
    await start(2);
    const [held, free] = [tokens.slice(0, 4), tokens.slice(4)];
    let release = (): void => undefined;
    const isReleased = new Promise<void>((resolve) => (release = resolve));
    let isHeld = (): void => undefined;
    const holding = new Promise<void>((resolve) => (isHeld = resolve));
    const hold = admin.transaction(async (transaction) => {
      for (const at of held.keys()) {
        const schema = await transaction.value<string>(
          'SELECT schema_name FROM messagedb.namespaces WHERE id = $1',
          [`n${at}`],
        );
        await transaction.exec(`LOCK TABLE "${schema}".messages IN ACCESS EXCLUSIVE MODE`);
      }
      isHeld();
      await isReleased;
    });
    await holding;
    // These take all connections, and keep them until the tables are free.
    const stuck = held.flatMap((token) => [write(token), read(token)]);
    const waiting = `SELECT count(*)::int FROM pg_stat_activity
      WHERE application_name = 'messagedb' AND wait_event_type = 'Lock'`;
    const observer = openPostgres(database.url, { poolMax: 1 });
    await expect.poll(() => observer.value(waiting), { timeout: 20_000 }).toBe(2);
    await observer.close();

    const startedAt = performance.now();
    const refused = await Promise.all(free.flatMap((token) => [write(token), read(token)]));
    const tookMs = performance.now() - startedAt;
    for (const { status, result } of refused) {
      expect({ status, result }).toMatchObject({
        status: 503,
        result: { error: { code: 'BACKEND_ERROR' } },
      });
    }
    // They wait next to each other, not one after the other.
    expect(tookMs).toBeLessThan(10_000);

    release();
    await hold;
    for (const { status } of await Promise.all(stuck)) expect([200, 503]).toContain(status);
    const after = await Promise.all(tokens.flatMap((token) => [write(token), read(token)]));
    expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
  });
});

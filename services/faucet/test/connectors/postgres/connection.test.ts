import { openPostgres } from '@aquifer/postgres';
import { describeWith, freePort } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresUrl, withSessionSettings } from '../../../src/connectors/postgres/parse-dsn.ts';
import { defaultPoolLimits } from '../../../src/model/database-service.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import { compare, faultOf, insertOf, integer, readRows, selectOf } from '../contract/builders.ts';
import { connectTo, type OpenConnector, openConnector } from './open-connector.ts';
import { startPooler } from './pooler.ts';

describe('DSNs of PostgreSQL', () => {
  it('are taken as they are when they are URLs', () => {
    const url = 'postgres://u:p@ss/w@h:5432/db?sslmode=require';
    expect(postgresUrl(url)).toBe(url);
  });

  it('may be words and values, as libpq has them', () => {
    const url = new URL(
      postgresUrl("host=h port=5433 user=u password='a b\\'c' dbname=app sslmode = require"),
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      host: 'h',
      port: '5433',
      user: 'u',
      password: "a b'c",
      dbname: 'app',
      sslmode: 'require',
    });
  });

  it('get the settings our SQL counts on before their own', () => {
    const url = withSessionSettings(
      'postgres://u@h/db?options=-c%20timezone%3DEurope/Rome&sslmode=disable',
    );
    expect(new URLSearchParams(url.split('?')[1]).get('options')).toMatch(
      /^-c DateStyle=ISO .*-c timezone=Europe\/Rome$/,
    );
  });
});

await describeWith('postgres', 'connections to PostgreSQL', (server) => {
  let open: OpenConnector;
  let table: TableSchema;
  beforeAll(async () => {
    open = await openConnector(server, 'CREATE TABLE t (id int PRIMARY KEY, a text)');
    const found = await open.connector.introspectTable('t');
    if (found === undefined) throw new Error('no table');
    table = found;
  });
  afterAll(() => open.close());

  it('are refused with the reason an administrator needs', async () => {
    const port = await freePort();
    expect(await faultOf(() => connectTo(`postgres://u@127.0.0.1:${port}/db`))).toBe(
      'database_unavailable',
    );
    expect(await faultOf(() => connectTo('postgres://u@h/db?sslmode=maybe'))).toBe(
      'invalid_parameter',
    );
    const nowhere = open.url.replace(/\/\w+$/, '/nowhere');
    await expect(connectTo(nowhere)).rejects.toMatchObject({
      code: 'database_refused',
      message: /the database does not exist/,
    });
  });

  it('do not tell the password', async () => {
    const error: unknown = await connectTo(
      'postgres://user:hunter2@127.0.0.1:1/db?sslmode=maybe',
    ).catch((caught: unknown) => caught);
    expect(String(error)).not.toContain('hunter2');
  });

  it('do without settings of the session behind a pooler that refuses them', async () => {
    const pooler = await startPooler(open.url);
    const connector = await connectTo(pooler.url);
    try {
      const read = connector.prepareRead(selectOf(table, { limit: 5 }));
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => faultOf(() => readRows(read))),
      );
      expect(new Set(answers)).toEqual(new Set(['none']));
      expect(pooler.sessions()).toBeGreaterThan(0);
      const sql = 'SELECT count(*) AS n FROM pg_prepared_statements';
      const { json } = await connector.runSql({
        sql,
        params: [],
        write: false,
        timeoutMs: 5000,
        rowsMax: 1,
      });
      expect(json).toBe('{"n":0}');
    } finally {
      await connector.close();
      await pooler.close();
    }
  });

  it('come back after the server ended them', async () => {
    const read = open.connector.prepareRead(selectOf(table, { limit: 5 }));
    await readRows(read);
    const other = openPostgres(server.url, { poolMax: 1 });
    const name = open.url.split('/').at(-1);
    await other.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
    await other.close();
    await expect.poll(() => faultOf(() => readRows(read))).toBe('none');
  });

  it('keep prepared reads right when the table changes', async () => {
    const read = open.connector.prepareRead(selectOf(table, { limit: 5 }));
    for (let run = 0; run < 10; run++) await readRows(read);
    await open.execute('ALTER TABLE t ALTER COLUMN a TYPE varchar(50)');
    expect(await faultOf(() => readRows(read))).toBe('none');
    await open.execute('ALTER TABLE t DROP COLUMN a');
    expect(await faultOf(() => readRows(read))).toBe('sql_refused');
    await open.execute('ALTER TABLE t ADD COLUMN a text');
    expect(await faultOf(() => readRows(read))).toBe('none');
  });

  it('tell what the database user may not do', async () => {
    await open.execute(`
      CREATE ROLE "reader_${process.pid}" LOGIN; GRANT SELECT ON t TO "reader_${process.pid}";`);
    const url = new URL(open.url);
    url.username = `reader_${process.pid}`;
    const reader = await connectTo(url.href);
    try {
      expect(await faultOf(() => reader.insert(insertOf(table, [{ id: 1 }])))).toBe(
        'permission_denied',
      );
      expect(await faultOf(() => readRows(reader.prepareRead(selectOf(table, { limit: 1 }))))).toBe(
        'none',
      );
    } finally {
      await reader.close();
      await open.execute(
        `DROP OWNED BY "reader_${process.pid}"; DROP ROLE "reader_${process.pid}"`,
      );
    }
  });

  it('end what nobody waits for any more', async () => {
    await open.execute(
      'CREATE VIEW slow AS SELECT id, pg_sleep(60)::text AS s FROM t; INSERT INTO t VALUES (1)',
    );
    const slow = await open.connector.introspectTable('slow');
    if (slow === undefined) throw new Error('no view');
    const caller = new AbortController();
    const read = open.connector.prepareRead(selectOf(slow, { limit: 5 }));
    const running = faultOf(() => read.read({ signal: caller.signal }));
    setTimeout(() => caller.abort(), 100);
    expect(await running).toBe('query_stopped');
    const busy = `SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%slow%'
      AND datname = current_database() AND pid <> pg_backend_pid()`;
    await expect
      .poll(
        async () =>
          (
            await open.connector.runSql({
              sql: busy,
              params: [],
              write: false,
              timeoutMs: 5000,
              rowsMax: 1,
            })
          ).json,
      )
      .toBe('{"n":0}');
  });

  it('end a stream that finds no row in time', async () => {
    await open.execute('CREATE VIEW late AS SELECT 1 AS id FROM pg_sleep(60)');
    const late = await open.connector.introspectTable('late');
    if (late === undefined) throw new Error('no view');
    const rows = open.connector.prepareRead(selectOf(late)).stream({ timeoutMs: 200 });
    expect(await faultOf(() => rows[Symbol.asyncIterator]().next())).toBe('query_timeout');
  });

  it('are left for statements while streams wait for their readers', async () => {
    await open.execute(
      "CREATE TABLE long AS SELECT n AS id, repeat('x', 200) AS a FROM generate_series(1, 20000) n",
    );
    const long = await open.connector.introspectTable('long');
    if (long === undefined) throw new Error('no table');
    const read = open.connector.prepareRead(selectOf(long));
    const streams = Array.from({ length: 6 }, () => read.stream()[Symbol.asyncIterator]());
    const first = Promise.allSettled(streams.map((stream) => stream.next()));
    expect(await open.connector.count(long, undefined)).toBe(20_000);
    const cut = open.connector.transaction((session) =>
      session.delete({ table: long, where: compare('id', '=', integer(1)) }),
    );
    expect(await cut).toBe(1);
    await Promise.allSettled(streams.map(async (stream) => stream.return?.()));
    expect((await first)[0]).toMatchObject({ status: 'fulfilled', value: { done: false } });
  });

  it('answer that all are in use when none becomes free', async () => {
    const small = await connectTo(`${open.url}?connect_timeout=1`, {
      pool: { ...defaultPoolLimits, maxOpenConnections: 1 },
    });
    try {
      await small.transaction(async () => {
        await expect(small.count(table, undefined)).rejects.toMatchObject({
          code: 'connections_busy',
          context: { retry_after: 1 },
        });
      });
    } finally {
      await small.close();
    }
  });

  it('answer busy when rows are locked beyond the lock timeout', async () => {
    const impatient = await connectTo(`${open.url}?lock_timeout=100`);
    const locker = openPostgres(open.url, { poolMax: 1 });
    try {
      await locker.transaction(async (transaction) => {
        await transaction.query('SELECT * FROM t FOR UPDATE');
        const where = compare('id', '=', integer(1));
        expect(await faultOf(() => impatient.delete({ table, where }))).toBe('database_busy');
      });
    } finally {
      await locker.close();
      await impatient.close();
    }
  });
});

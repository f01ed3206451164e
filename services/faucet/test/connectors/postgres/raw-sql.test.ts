import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawSql, RawSqlResult } from '../../../src/connectors/connector.ts';
import { parseRawSql } from '../../../src/connectors/postgres/parse-raw-sql.ts';
import { faultOf, parseRows } from '../contract/builders.ts';
import { type OpenConnector, openConnector } from './open-connector.ts';

describe('raw SQL for PostgreSQL', () => {
  it.each([
    ['SELECT 1', 'SELECT 1'],
    ['  select 1 ; -- the end', 'select 1'],
    ["SELECT ';', 'é' /* ; */ ;", "SELECT ';', 'é' /* ; */"],
    ['-- é\nSELECT 1', 'SELECT 1'],
    ['VALUES (1), (2)', 'VALUES (1), (2)'],
    ['TABLE t', 'TABLE t'],
    ['WITH x AS (SELECT 1) SELECT * FROM x', 'WITH x AS (SELECT 1) SELECT * FROM x'],
  ])('reads %j', async (sql, text) => {
    expect(await parseRawSql(sql, false)).toEqual({ text, isQuery: true });
  });

  it.each(['SHOW server_version', 'EXPLAIN SELECT 1', 'EXPLAIN ANALYZE SELECT 1'])(
    'reads %j, which may not stand in FROM',
    async (sql) => {
      expect(await parseRawSql(sql, false)).toMatchObject({ isQuery: false });
    },
  );

  it.each([
    'INSERT INTO t VALUES (1)',
    'UPDATE t SET a = 1',
    'DELETE FROM t',
    'WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone',
    'SELECT 1 INTO copied',
    'CREATE TABLE t (a int)',
    'TRUNCATE t',
    'EXPLAIN ANALYZE DELETE FROM t',
    'EXPLAIN (ANALYZE) WITH gone AS (DELETE FROM t RETURNING *) SELECT 1',
    'CALL p()',
  ])('refuses to write unless allowed: %s', async (sql) => {
    expect(await faultOf(() => parseRawSql(sql, false))).toBe('sql_refused');
    expect(await faultOf(() => parseRawSql(sql, true))).toBe('none');
  });

  it.each([
    '',
    ';',
    '-- nothing',
    'SELECT 1; SELECT 2',
    'SELEC 1',
    "COPY t TO PROGRAM 'id'",
    "COPY t FROM '/etc/passwd'",
    'COPY t TO STDOUT',
    'DO $$ BEGIN DELETE FROM t; END $$',
    'SET ROLE postgres',
    "SET search_path = 'x'",
    'RESET ALL',
    'BEGIN',
    'COMMIT',
    'SAVEPOINT a',
    'CREATE TEMP TABLE t (a int)',
    'CREATE LOCAL TEMPORARY TABLE t AS SELECT 1',
    'SELECT 1 INTO TEMP t',
    'WITH x AS (SELECT 1) SELECT * INTO TEMPORARY t FROM x',
    'SELECT 1 INTO pg_temp.t',
    'CREATE TEMP VIEW v AS SELECT 1',
    'CREATE OR REPLACE TEMP VIEW v AS SELECT 1',
    'CREATE TEMP SEQUENCE s',
    'CREATE TABLE pg_temp.t (a int)',
    'CREATE TABLE "pg_temp_3".t (a int)',
    'CREATE TYPE pg_temp.t AS (a int)',
    'CREATE DOMAIN pg_temp.d AS int',
    'CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE SCHEMA s CREATE TEMP TABLE t (a int)',
    'EXPLAIN ANALYZE CREATE TEMP TABLE t AS SELECT 1',
    'LISTEN x',
    'NOTIFY x',
    'PREPARE x AS SELECT 1',
    'DEALLOCATE ALL',
    'DISCARD ALL',
    'LOCK t',
    "LOAD 'x'",
    'CREATE ROLE x',
    'ALTER SYSTEM SET x = 1',
    'CREATE EXTENSION x',
    'GRANT ALL ON t TO x',
    'DECLARE c CURSOR FOR SELECT 1',
    'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
    'SET SESSION statement_timeout = 0',
    'VACUUM',
    'CREATE DATABASE x',
    "SELECT set_config('role', 'x', false)",
    "SELECT pg_catalog.set_config('role', 'x', false)",
    "SELECT * FROM (SELECT pg_read_file('/etc/passwd')) x",
    'SELECT pg_advisory_lock(1)',
    "SELECT lo_import('/etc/passwd')",
    "SELECT query_to_xml('DELETE FROM t', true, true, '')",
    'EXPLAIN SELECT pg_terminate_backend(1)',
    "WITH x AS (SELECT dblink_exec('DELETE FROM t')) SELECT * FROM x",
  ])('refuses even when writing is allowed: %s', async (sql) => {
    expect(await faultOf(() => parseRawSql(sql, true))).toBe('sql_refused');
  });
});

await describeWith('postgres', 'raw SQL on PostgreSQL', (server) => {
  let open: OpenConnector;
  beforeAll(async () => {
    open = await openConnector(
      server,
      `CREATE TABLE t (r int, j text); INSERT INTO t VALUES (1, 'a'), (2, 'b');
       CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS $$ INSERT INTO t VALUES (9, 'z') RETURNING 1 $$;`,
    );
  });
  afterAll(() => open.close());

  const run = (sql: string, parts: Partial<RawSql> = {}): Promise<RawSqlResult> =>
    open.connector.runSql({
      sql,
      params: [],
      write: false,
      timeoutMs: 5000,
      rowsMax: 10,
      ...parts,
    });

  it('renders every type as reads do, and columns that share a name', async () => {
    const { json } = await run(
      `SELECT 1.50 AS n, now() IS NULL AS b, '\\x01'::bytea AS x, ARRAY[1.5] AS a, ROW(1, 'y') AS r,
        NULL AS e, '2024-01-01 00:00+02'::timestamptz AS z, 9007199254740993 AS i -- the end`,
    );
    expect(json).toBe(
      '{"n":"1.50","b":false,"x":"AQ==","a":["1.5"],"r":{"f1":1,"f2":"y"},"e":null,"z":"2023-12-31T22:00:00Z","i":9007199254740993}',
    );
    expect((await run('SELECT r, r FROM t ORDER BY r LIMIT 1')).json).toBe('{"r":1,"r":1}');
  });

  it('answers what SHOW, EXPLAIN and RETURNING give', async () => {
    expect(parseRows(await run('SHOW timezone'))).toEqual([{ TimeZone: 'UTC' }]);
    expect((await run('EXPLAIN SELECT 1')).json).toContain('QUERY PLAN');
    const sql = "UPDATE t SET j = 'c' WHERE r = 2 RETURNING r, j, 1.5 AS n";
    expect((await run(sql, { write: true })).json).toBe('{"r":2,"j":"c","n":"1.5"}');
  });

  it('leaves nothing of its session to those who come after', async () => {
    await open.execute(`
      CREATE FUNCTION leaves() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
        EXECUTE 'CREATE TEMP TABLE t AS SELECT 666 AS r';
        RETURN leaves_little();
      END $$;
      CREATE FUNCTION leaves_little() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_lock(42);
        PERFORM set_config('search_path', 'pg_catalog', false);
        EXECUTE 'PREPARE stays AS SELECT 1';
        RETURN 1;
      END $$;`);
    await run('SELECT leaves()', { write: true });
    await run('SELECT leaves_little()');
    const look = `SELECT (SELECT count(*) FROM t WHERE r = 666) AS rows, current_setting('search_path') AS path,
      (SELECT count(*) FROM pg_prepared_statements WHERE name = 'stays') AS prepared`;
    // At once, so that a connection left behind would be among those that answer.
    const seen = await Promise.all(Array.from({ length: 5 }, () => run(look)));
    expect(seen.map(({ json }) => json)).toEqual(
      seen.map(() => String.raw`{"rows":0,"path":"\"$user\", public","prepared":0}`),
    );
    const locks = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory'";
    // The server ends a session after its connection was closed.
    await expect.poll(async () => (await run(locks)).json).toBe('{"n":0}');
  });

  it('keeps functions from writing when only reading is allowed', async () => {
    expect(await faultOf(() => run('SELECT writes()'))).toBe('sql_refused');
    expect((await run('SELECT count(*) AS n FROM t')).json).toBe('{"n":2}');
  });

  it('says what is wrong with the words of the statement', async () => {
    await expect(run('SELECT nothing FROM t')).rejects.toThrow(/column "nothing" does not exist/);
    await expect(run('SELECT * FROM nowhere')).rejects.toThrow(/relation "nowhere" does not exist/);
    await expect(run("SELECT 'secret'::int")).rejects.toThrow(/^(?!.*secret)/);
  });
});

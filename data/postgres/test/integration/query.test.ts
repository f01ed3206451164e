import { openPostgres, postgresErrorCode } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('Postgres', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url, { poolMax: 3 });
  });
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  const sessionId = (): Promise<number | undefined> => postgres.value('SELECT pg_backend_pid()');

  describe('reading', () => {
    it('gives rows, count, command and columns', async () => {
      const result = await postgres.query('SELECT 1 AS a, $1::text AS b', ['x']);
      expect(result).toEqual({
        rows: [{ a: 1, b: 'x' }],
        count: 1,
        command: 'SELECT',
        columns: [
          { name: 'a', typeOid: 23, tableOid: 0 },
          { name: 'b', typeOid: 25, tableOid: 0 },
        ],
      });
      expect(await postgres.one('SELECT 1 WHERE false')).toBeUndefined();
      expect(await postgres.value('SELECT 1 WHERE false')).toBeUndefined();
      expect(await postgres.value('SELECT NULL')).toBeNull();
    });

    const exact: [expression: string, value: unknown][] = [
      ['9223372036854775807::int8', 9223372036854775807n],
      ['ARRAY[[9007199254740993, NULL]]::int8[]', [[9007199254740993n, null]]],
      ['12345678901234567890.123456789::numeric', '12345678901234567890.123456789'],
      ["ARRAY['1.10', NULL]::numeric[]", ['1.10', null]],
      ["'2026-02-03 04:05:06.123456+00'::timestamptz", '2026-02-03 04:05:06.123456+00'],
      ["'2026-02-03 04:05:06.123456'::timestamp", '2026-02-03 04:05:06.123456'],
      ["'2026-02-03'::date", '2026-02-03'],
      ["'infinity'::timestamptz", 'infinity'],
      ["'1 year 2 days'::interval", '1 year 2 days'],
      ["ARRAY['2026-02-03']::date[]", ['2026-02-03']],
      ['\'{"a": [1]}\'::jsonb', { a: [1] }],
      ["'\\x00ff'::bytea", Buffer.from([0, 255])],
      ['42::int4', 42],
      ['true', true],
    ];
    it.each(exact)('reads %s exactly', async (expression, value) => {
      expect(await postgres.value(`SELECT ${expression}`)).toEqual(value);
    });

    it("gives the server's text when asked for raw columns", async () => {
      const sql = `SELECT 1::int8 AS a, true AS b, '{"x": 1.0}'::json AS c, NULL AS d`;
      expect(await postgres.one(sql, [], { raw: true })).toEqual({
        a: '1',
        b: 't',
        c: '{"x": 1.0}',
        d: null,
      });
      expect(await postgres.value('SELECT 1::int8', [], { raw: true })).toBe('1');
    });
  });

  describe('parameters', () => {
    it('arrive as they were given', async () => {
      const date = new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 7));
      const row = await postgres.one(
        'SELECT $1::int8 AS a, $2::float8 AS b, $3::timestamptz AS c, $4::bytea AS d, $5::text[] AS e, $6::jsonb AS f, $7::bool AS g',
        [2n ** 63n - 1n, 0.1, date, new Uint8Array([1, 0]), ['x', null], { y: 'ä' }, false],
      );
      expect(row).toEqual({
        a: 2n ** 63n - 1n,
        b: 0.1,
        c: '2026-02-03 04:05:06.007+00',
        d: Buffer.from([1, 0]),
        e: ['x', null],
        f: { y: 'ä' },
        g: false,
      });
    });

    const refused: [what: string, value: unknown, message: RegExp][] = [
      ['undefined', undefined, /^parameter 1 is undefined$/],
      ['text with U+0000', 'a\0b', /^parameter 1 contains U\+0000/],
      ['an invalid date', new Date(NaN), /^parameter 1 is an invalid date$/],
      ['a function', () => 1, /^parameter 1 is function$/],
    ];
    it.each(refused)('refuses %s', async (_what, value, message) => {
      const query = postgres.query('SELECT $1::text', [value]);
      await expect(query).rejects.toMatchObject({
        code: 'parameter',
        message: expect.stringMatching(message) as string,
      });
    });
  });

  describe('one statement a call', () => {
    it('refuses a second one, with parameters or without', async () => {
      await postgres.exec('CREATE TABLE kept (a int)');
      await expect(postgres.query('SELECT 1; DROP TABLE kept')).rejects.toThrow(
        /multiple commands/,
      );
      await expect(postgres.query('SELECT 1 \0; DROP TABLE kept')).rejects.toThrow(/U\+0000/);
      expect(await postgres.value('SELECT count(*)::int FROM kept')).toBe(0);
    });

    it('runs several as a script, all or none', async () => {
      const script = 'CREATE TABLE script_a (a int); CREATE TABLE script_b (a nonsense);';
      await expect(postgres.exec(script)).rejects.toThrow(/nonsense/);
      expect(await postgres.value("SELECT to_regclass('script_a')")).toBeNull();
    });
  });

  it('keeps the connection after an error of a statement', async () => {
    const before = await sessionId();
    for (const sql of ['SELECT 1/0', 'SELEC 1', 'SELECT * FROM absent']) {
      await expect(postgres.query(sql)).rejects.toThrow();
    }
    expect(await sessionId()).toBe(before);
  });

  describe('prepared statements', () => {
    it('are kept per connection up to the limit', async () => {
      const small = openPostgres(database.url, { poolMax: 1, preparedMax: 3 });
      for (let round = 0; round < 2; round += 1) {
        for (let value = 0; value < 8; value += 1) {
          const sql = `SELECT ${value} + $1::int`;
          expect(await small.value(sql, [1], { prepare: true })).toBe(value + 1);
        }
      }
      expect(await small.value('SELECT count(*)::int FROM pg_prepared_statements')).toBe(3);
      await small.close();
    });

    it('notice a table that has changed', async () => {
      await postgres.exec('CREATE TABLE changing (a int); INSERT INTO changing VALUES (1)');
      const read = () => postgres.rows('SELECT * FROM changing', [], { prepare: true });
      // Until every connection of the pool has it.
      await Promise.all([read(), read(), read()]);
      await postgres.exec('ALTER TABLE changing ADD COLUMN b text');
      const rows = (await Promise.all([read(), read(), read()])).flat();
      expect(rows).toEqual([
        { a: 1, b: null },
        { a: 1, b: null },
        { a: 1, b: null },
      ]);
    });

    it('survive DISCARD ALL', async () => {
      const single = openPostgres(database.url, { poolMax: 1 });
      const read = () => single.value('SELECT $1::int', [7], { prepare: true });
      await read();
      await single.query('DISCARD ALL');
      expect(await read()).toBe(7);
      expect(await read()).toBe(7);
      await single.close();
    });
  });

  describe('failures on the way', () => {
    const codeOf = async (url: string): Promise<string | undefined> => {
      const other = openPostgres(url, { connectTimeoutMs: 2000 });
      try {
        await other.query('SELECT 1');
        return undefined;
      } catch (error) {
        return postgresErrorCode(error);
      } finally {
        await other.close();
      }
    };

    it('call a port where nobody listens unavailable', async () => {
      expect(await codeOf('postgres://u@127.0.0.1:1/d')).toBe('unavailable');
      expect(await codeOf('postgres://u@127.0.0.1:1/d?sslmode=disable')).toBe('unavailable');
    });

    it('name a database that does not exist', async () => {
      const url = new URL(database.url);
      url.pathname = '/absent';
      expect(await codeOf(url.href)).toBe('no_such_database');
    });

    it('tell when no connection becomes free in time', async () => {
      const small = openPostgres(database.url, { poolMax: 1, connectTimeoutMs: 50 });
      await small.transaction(async () => {
        await expect(small.query('SELECT 1')).rejects.toMatchObject({
          code: 'pool_exhausted',
          message: 'no connection became free in time',
        });
      });
      await small.close();
    });

    it('refuse queries after close, and closing again is harmless', async () => {
      const closed = openPostgres(database.url);
      await closed.query('SELECT 1');
      await closed.close();
      await closed.close();
      await expect(closed.query('SELECT 1')).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('do not end the process when idle connections break', async () => {
      const errors: Error[] = [];
      const fragile = openPostgres(database.url, { onIdleError: (error) => errors.push(error) });
      const id = await fragile.value('SELECT pg_backend_pid()');
      await postgres.query('SELECT pg_terminate_backend($1)', [id]);
      await expect.poll(() => errors.length).toBe(1);
      expect(await fragile.value('SELECT 1')).toBe(1);
      await fragile.close();
    });

    it('call a connection that breaks during a query unavailable', async () => {
      const other = openPostgres(database.url);
      const id = await other.value<number>('SELECT pg_backend_pid()');
      const query = other.query('SELECT pg_sleep(60)');
      const failure = expect(query).rejects.toSatisfy(
        (error: unknown) => postgresErrorCode(error) === 'unavailable',
      );
      await postgres.query('SELECT pg_terminate_backend($1)', [id]);
      await failure;
      expect(await other.value('SELECT 1')).toBe(1);
      await other.close();
    });
  });
});

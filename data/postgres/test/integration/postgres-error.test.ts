import { openPostgres, postgresErrorDetail } from '@aquifer/postgres';
import type { Postgres, PostgresErrorDetail } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const schema = `
  CREATE TABLE parent (id int PRIMARY KEY);
  CREATE TABLE t (
    id int PRIMARY KEY,
    name text NOT NULL,
    price numeric(6, 2) CONSTRAINT price_positive CHECK (price > 0),
    parent int REFERENCES parent,
    "odd, name" varchar(3),
    made int GENERATED ALWAYS AS (id + 1) STORED,
    UNIQUE (name, "odd, name")
  );
  INSERT INTO parent VALUES (1);
  INSERT INTO t VALUES (1, 'first', 1, 1, 'a');
  CREATE FUNCTION fail() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no boom here'; END $$;
`;

const cases: [sql: string, detail: Partial<PostgresErrorDetail>][] = [
  [
    "INSERT INTO t VALUES (1, 'n')",
    { code: 'unique', schema: 'public', table: 't', columns: ['id'], constraint: 't_pkey' },
  ],
  ['INSERT INTO t VALUES (2, NULL)', { code: 'not_null', table: 't', columns: ['name'] }],
  [
    "INSERT INTO t VALUES (2, 'n', 1, 9)",
    { code: 'foreign_key', columns: ['parent'], constraint: 't_parent_fkey' },
  ],
  ['DELETE FROM parent', { code: 'foreign_key', table: 't' }],
  ["INSERT INTO t VALUES (2, 'n', 0)", { code: 'check', constraint: 'price_positive' }],
  ["INSERT INTO t VALUES (2, 'n', 99999)", { code: 'overflow' }],
  ["INSERT INTO t VALUES (2, 'n', 1, 1, 'long')", { code: 'too_big' }],
  ['INSERT INTO t (id, made) VALUES (2, 1)', { code: 'read_only' }],
  ["INSERT INTO t VALUES ('x', 'n')", { code: 'type_mismatch' }],
  ["SELECT '2026-02-31'::date", { code: 'overflow' }],
  ["SELECT 'noon'::date", { code: 'type_mismatch' }],
  ['SELECT 1/0', { code: 'division_by_zero' }],
  ['SELECT * FROM absent', { code: 'no_such_table' }],
  ['SELECT absent FROM t', { code: 'no_such_column', columns: ['absent'] }],
  ['SELECT t.absent FROM t', { code: 'no_such_column', columns: ['absent'] }],
  ['INSERT INTO t (absent) VALUES (1)', { code: 'no_such_column', columns: ['absent'] }],
  ['SELECT absent()', { code: 'no_such_function' }],
  ['SELECT id FROM t AS a, t AS b', { code: 'ambiguous_column' }],
  ['CREATE TABLE t (a int)', { code: 'already_exists' }],
  ['CREATE TABLE absent.t (a int)', { code: 'no_such_schema' }],
  ['SELEC 1', { code: 'syntax', sqlState: '42601' }],
  ['SELECT fail()', { code: 'raised', message: 'no boom here' }],
  ["SELECT 'x'::jsonb", { code: 'type_mismatch' }],
];

describe('postgresErrorDetail', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url, { poolMax: 2 });
    await postgres.exec(schema);
  });
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it.each(cases)('tells what is wrong in %s', async (sql, detail) => {
    expect(postgresErrorDetail(await failure(postgres.query(sql)))).toMatchObject(detail);
  });

  it('holds no SQL, no value and no sentence of the server', async () => {
    const error = await failure(postgres.query("INSERT INTO t VALUES (1, 'secret')"));
    expect(JSON.stringify(postgresErrorDetail(error))).not.toMatch(/secret|INSERT|duplicate|=/);
  });

  it('calls a lock that cannot be had busy', async () => {
    await postgres.transaction(async (transaction) => {
      await transaction.query('LOCK TABLE t');
      const error = await failure(postgres.exec('BEGIN; LOCK TABLE t NOWAIT; COMMIT'));
      expect(postgresErrorDetail(error)?.code).toBe('busy');
    });
  });

  it("tells the server's own timeout from a cancel", async () => {
    const hurried = openPostgres(database.url, { statementTimeoutMs: 20 });
    const error = await failure(hurried.query('SELECT pg_sleep(60)'));
    expect(postgresErrorDetail(error)?.code).toBe('timeout');
    await hurried.close();
  });

  it('is undefined for what did not come from PostgreSQL', () => {
    expect(postgresErrorDetail(Object.assign(new Error('x'), { code: '23505' }))).toBeUndefined();
    expect(postgresErrorDetail('x')).toBeUndefined();
  });
});

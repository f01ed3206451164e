import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Sessions other than the one that asks. */
const sessions =
  'SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

describe('reads that share round trips', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url, { poolMax: 4, laneMax: 2, applicationName: 'lane test' });
    await postgres.exec('CREATE TABLE t (id int PRIMARY KEY, words text)');
    await postgres.exec("INSERT INTO t SELECT n, 'word ' || n FROM generate_series(1, 1000) n");
  });
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  /** A statement is taken once it has run fast three times. */
  const prove = async (sql: string, values: readonly (string | null)[]): Promise<void> => {
    for (let run = 0; run < 5; run += 1) await postgres.readTexts(sql, values, { prepare: true });
  };

  it('answer each question with its own rows', async () => {
    const sql = 'SELECT id, words FROM t WHERE id = $1';
    await prove(sql, ['1']);
    const ids = Array.from({ length: 500 }, (_, index) => String(index + 1));
    const answers = await Promise.all(ids.map((id) => postgres.readTexts(sql, [id])));
    expect(answers).toEqual(ids.map((id) => [[id, `word ${id}`]]));
  });

  it('keep any text, bytes and null as they are, however long', async () => {
    const sql = 'SELECT $1::text, $2::bytea, $3::text';
    await prove(sql, ['', '\\x', null]);
    const texts = ['', 'it\'s \\ "', 'ü 東京 🙂', 'x'.repeat(1_000_000), '\u0001\n'];
    const answers = await Promise.all(
      texts.map((text) => postgres.readTexts(sql, [text, Buffer.from([0, 255]), null])),
    );
    expect(answers).toEqual(texts.map((text) => [[text, '\\x00ff', null]]));
  });

  it('fail one by one', async () => {
    const sql = 'SELECT 10 / $1::int';
    await prove(sql, ['1']);
    const answers = await Promise.allSettled(
      ['1', '0', '2', 'x', '5'].map((value) => postgres.readTexts(sql, [value])),
    );
    expect(answers).toMatchObject([
      { value: [['10']] },
      { reason: { code: '22012' } },
      { value: [['5']] },
      { reason: { code: '22P02' } },
      { value: [['2']] },
    ]);
  });

  it('leave no prepared statements behind when they fail again and again', async () => {
    const fails = 'SELECT 1 / $1::int AS never';
    const counts = 'SELECT count(*) FROM pg_prepared_statements';
    await prove(fails, ['1']);
    await prove(counts, []);
    for (let round = 0; round < 20; round += 1) {
      await Promise.allSettled(Array.from({ length: 40 }, () => postgres.readTexts(fails, ['0'])));
    }
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => postgres.readTexts(counts, [])),
    );
    expect(Math.max(...answers.map(([row]) => Number(row?.[0])))).toBeLessThan(20);
  });

  it('go on when the table changes its shape', async () => {
    await postgres.exec('CREATE TABLE shape (a int); INSERT INTO shape VALUES (1)');
    const sql = 'SELECT * FROM shape';
    await prove(sql, []);
    await postgres.exec('ALTER TABLE shape ADD COLUMN b int DEFAULT 2');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => postgres.readTexts(sql, [])),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, () => [['1', '2']]));
  });

  it('do not wait long for one that has become slow, which keeps its own time limit', async () => {
    const sql = 'SELECT pg_sleep($1::float8), $1';
    await prove(sql, ['0']);
    const slow = postgres.readTexts(sql, ['60'], { timeoutMs: 1500 });
    const others = Promise.all(
      Array.from({ length: 30 }, () => postgres.readTexts(sql, ['0'], { timeoutMs: 20_000 })),
    );
    expect(await others).toHaveLength(30);
    await expect(slow).rejects.toMatchObject({ code: 'timeout' });
  });

  it('survive the loss of their connections', async () => {
    const sql = 'SELECT id FROM t WHERE id = $1';
    await prove(sql, ['1']);
    await Promise.all(Array.from({ length: 50 }, () => postgres.readTexts(sql, ['1'])));
    const other = openPostgres(database.url, { poolMax: 1 });
    await other.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lane test'",
    );
    await other.close();
    const read = (): Promise<unknown> => postgres.readTexts(sql, ['7']);
    // The pool may still hold a connection that it does not know to be dead.
    await expect.poll(() => read().catch(() => 'lost')).toEqual([['7']]);
    const answers = await Promise.all(Array.from({ length: 50 }, read));
    expect(answers).toEqual(Array.from({ length: 50 }, () => [['7']]));
  });

  it('refuse text that PostgreSQL cannot hold', async () => {
    await expect(postgres.readTexts('SELECT $1', ['a\0b'])).rejects.toMatchObject({
      code: 'parameter',
    });
  });

  it('end with the pool, after those that are running', async () => {
    const own = openPostgres(database.url, { poolMax: 2, laneMax: 2, applicationName: 'closing' });
    const sql = 'SELECT id FROM t WHERE id = $1';
    for (let run = 0; run < 5; run += 1) await own.readTexts(sql, ['1']);
    const reads = Promise.all(Array.from({ length: 50 }, () => own.readTexts(sql, ['3'])));
    await own.close();
    expect(await reads).toHaveLength(50);
    const left = `${sessions} AND application_name = 'closing'`;
    await expect.poll(() => postgres.value(left)).toBe(0n);
  });
});

import { openPostgres, type Postgres, type PostgresStatement } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

describe('a transaction in one round trip', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url, { poolMax: 3 });
    await postgres.exec('CREATE TABLE item (name text PRIMARY KEY)');
  });
  beforeEach(() => postgres.exec('TRUNCATE item'));
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  const add = (name: string): PostgresStatement => ({
    sql: 'INSERT INTO item VALUES ($1) RETURNING name, (SELECT count(*) FROM item)',
    values: [name],
  });
  const write = (...statements: PostgresStatement[]) =>
    postgres.writeAtOnce({ statements, timeoutMs: 10_000 });
  const names = async (): Promise<string[]> =>
    (await postgres.rows<{ name: string }>('SELECT name FROM item ORDER BY name')).map(
      ({ name }) => name,
    );

  it('answers each statement, which sees those before it', async () => {
    expect(await write(add('a'), add('b'))).toEqual([[['a', '0']], [['b', '1']]]);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('sees what was committed while it waited for a lock', async () => {
    const lock = { sql: 'SELECT pg_advisory_xact_lock(7)', values: [] };
    let waiting: ReturnType<typeof write> | undefined;
    await postgres.transaction(async (transaction) => {
      await transaction.query('SELECT pg_advisory_xact_lock(7)');
      waiting = write(lock, add('late'));
      const isWaiting = 'SELECT count(*) > 0 FROM pg_locks WHERE objid = 7 AND NOT granted';
      while ((await transaction.value(isWaiting)) !== true);
      await transaction.query("INSERT INTO item VALUES ('early')");
    });
    expect((await waiting)?.[1]).toEqual([['late', '1']]);
  });

  it('writes nothing when a statement fails, and goes on', async () => {
    await write(add('a'));
    await expect(write(add('b'), add('a'), add('c'))).rejects.toMatchObject({ code: '23505' });
    await expect(write(add('b\0'))).rejects.toMatchObject({ code: 'parameter' });
    expect(await names()).toEqual(['a']);
    await write(add('b'));
    expect(await names()).toEqual(['a', 'b']);
  });

  it('prepares anew what the server has forgotten', async () => {
    const single = openPostgres(database.url, { poolMax: 1 });
    await single.writeAtOnce({ statements: [add('a')], timeoutMs: 5_000 });
    await single.exec('DEALLOCATE ALL');
    await single.writeAtOnce({ statements: [add('b')], timeoutMs: 5_000 });
    expect(await names()).toEqual(['a', 'b']);
    await single.close();
  });

  it('tells a loss before COMMIT from one that may have come after it', async () => {
    const die = { sql: 'SELECT pg_terminate_backend(pg_backend_pid())', values: [] };
    await expect(write(add('a'), die, add('b'))).rejects.toMatchObject({ code: '57P01' });
    await postgres.exec(`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER die AFTER INSERT ON item
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
    `);
    await expect(write(add('a'))).rejects.toMatchObject({ code: 'commit_unknown' });
    await postgres.exec('DROP TRIGGER die ON item');
    expect(await names()).toEqual([]);
  });

  it('is cut when it takes too long, and others go on', async () => {
    const slow = { sql: 'SELECT pg_sleep(5)', values: [] };
    const late = postgres.writeAtOnce({ statements: [slow], timeoutMs: 100 });
    // What was sent holds COMMIT, so the server alone knows.
    await expect(late).rejects.toMatchObject({ code: 'commit_unknown' });
    await write(add('a'));
  });
});

import { openPostgres, type Postgres, type PostgresReadThenWrite } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

describe('a transaction in two round trips', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url, { poolMax: 3 });
    await postgres.exec('CREATE TABLE item (name text PRIMARY KEY, facts json)');
  });
  beforeEach(() => postgres.exec('TRUNCATE item'));
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  const insert = 'INSERT INTO item SELECT * FROM unnest($1::text[], $2::json[])';
  const count = 'SELECT count(*) FROM item';
  const add = (
    names: readonly string[],
    more: Partial<PostgresReadThenWrite<string>> = {},
  ): Promise<string> =>
    postgres.readThenWrite({
      reads: [{ sql: count, values: [] }],
      decide: ([rows]) => ({
        writes: [
          {
            sql: insert,
            values: [
              { elements: 'text', texts: names },
              { elements: 'json', texts: names.map((name) => JSON.stringify({ name })) },
            ],
          },
        ],
        result: rows?.[0]?.[0] ?? '',
      }),
      timeoutMs: 10_000,
      ...more,
    });

  it('decides by what it has read, and keeps any text as it is', async () => {
    const names = ['', 'a"b\\c', '{1,2}', 'NULL', 'ü 🙂', 'x'.repeat(100_000)];
    expect(await add(names)).toBe('0');
    expect(await add(['more'])).toBe('6');
    const rows = await postgres.rows<{ name: string; facts: { name: string } }>(
      'SELECT * FROM item',
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...names, 'more'].toSorted());
    for (const { name, facts } of rows) expect(facts.name).toBe(name);
  });

  it('sends null in arrays', async () => {
    await add([], {
      decide: () => ({
        writes: [
          {
            sql: insert,
            values: [
              { elements: 'text', texts: ['a'] },
              { elements: 'json', texts: [null] },
            ],
          },
        ],
        result: '',
      }),
    });
    expect(await postgres.value('SELECT facts IS NULL FROM item')).toBe(true);
  });

  it('writes nothing when a statement or the decision fails, and goes on', async () => {
    await add(['a']);
    await expect(add(['b', 'a'])).rejects.toMatchObject({ code: '23505' });
    const stop = (): never => {
      throw new Error('stop');
    };
    await expect(add(['b'], { decide: stop })).rejects.toThrow('stop');
    await expect(add(['b'], { reads: [{ sql: 'SELECT 1/0', values: [] }] })).rejects.toMatchObject({
      code: '22012',
    });
    await expect(add(['b\0'])).rejects.toMatchObject({ code: 'parameter' });
    expect(await postgres.value(count)).toBe(1n);
    expect(await add(['b'])).toBe('1');
  });

  it('prepares anew what the server has forgotten', async () => {
    const single = openPostgres(database.url, { poolMax: 1 });
    const head = { reads: [{ sql: count, values: [] }], timeoutMs: 5_000 };
    const run = (): Promise<string | null | undefined> =>
      single.readThenWrite({
        ...head,
        decide: ([rows]) => ({ writes: [], result: rows?.[0]?.[0] }),
      });
    expect(await run()).toBe('0');
    await single.exec('DEALLOCATE ALL');
    expect(await run()).toBe('0');
    await single.close();
  });

  it('tells a loss before COMMIT from one that may have come after it', async () => {
    const die = { sql: 'SELECT pg_terminate_backend(pg_backend_pid())', values: [] };
    await expect(add(['a'], { reads: [die] })).rejects.toMatchObject({ code: '57P01' });
    const dying = add(['a'], { decide: () => ({ writes: [die], result: '' }) });
    await expect(dying).rejects.toMatchObject({ code: '57P01' });
    await postgres.exec(`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER die AFTER INSERT ON item
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
    `);
    await expect(add(['a'])).rejects.toMatchObject({ code: 'commit_unknown' });
    await postgres.exec('DROP TRIGGER die ON item');
    expect(await add(['a'])).toBe('0');
  });

  it('is cut when it takes too long, and others go on', async () => {
    const slow = { reads: [{ sql: 'SELECT pg_sleep(5)', values: [] }], timeoutMs: 100 };
    await expect(add(['a'], slow)).rejects.toMatchObject({ code: 'timeout' });
    const late = add(['a'], {
      decide: () => ({ writes: [{ sql: 'SELECT pg_sleep(5)', values: [] }], result: '' }),
      timeoutMs: 300,
    });
    await expect(late).rejects.toMatchObject({ code: 'commit_unknown' });
    expect(await add(['a'])).toBe('0');
  });
});

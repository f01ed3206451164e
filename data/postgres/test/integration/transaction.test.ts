import { openPostgres, postgresErrorCode } from '@aquifer/postgres';
import type { Postgres, PostgresTransaction } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

describe('transaction', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeAll(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url, { poolMax: 3 });
    await postgres.exec('CREATE TABLE item (name text PRIMARY KEY)');
  });
  beforeEach(async () => {
    await postgres.exec('TRUNCATE item');
  });
  afterAll(async () => {
    await postgres.close();
    await database.drop();
  });

  const insert = (queries: Pick<Postgres, 'query'>, name: string) =>
    queries.query('INSERT INTO item VALUES ($1)', [name]);
  const names = (): Promise<string[] | undefined> =>
    postgres.value("SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM item");

  it('keeps all changes or none, and gives back what the action returns', async () => {
    const result = await postgres.transaction(async (transaction) => {
      await insert(transaction, 'a');
      await insert(transaction, 'b');
      return 7;
    });
    expect(result).toBe(7);
    const failing = postgres.transaction(async (transaction) => {
      await insert(transaction, 'c');
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await names()).toEqual(['a', 'b']);
  });

  it('fails when a failed statement was ignored, for nothing was kept', async () => {
    const transaction = postgres.transaction(async (inner) => {
      await insert(inner, 'a');
      await insert(inner, 'a').catch(() => undefined);
    });
    await expect(transaction).rejects.toThrow(/rolled back: a statement had failed/);
    expect(await names()).toEqual([]);
  });

  it('ends its session where that is asked for, whether it is kept or not', async () => {
    const set = (transaction: PostgresTransaction) =>
      transaction.query("SELECT set_config('work_mem', '77MB', false)");
    await postgres.transaction(set, { endsSession: true });
    const failing = postgres.transaction(
      async (transaction) => {
        await set(transaction);
        throw new Error('stop');
      },
      { endsSession: true },
    );
    await expect(failing).rejects.toThrow('stop');
    expect(await postgres.value('SHOW work_mem')).not.toBe('77MB');
  });

  it('undoes only a savepoint when that fails and the rest goes on', async () => {
    await postgres.transaction(async (transaction) => {
      await insert(transaction, 'outer');
      await transaction
        .savepoint(async () => {
          await insert(transaction, 'inner');
          await transaction.savepoint(() => insert(transaction, 'innermost'));
          await insert(transaction, 'outer');
        })
        .catch((error: unknown) => expect(postgresErrorCode(error)).toBe('unique'));
      await insert(transaction, 'after');
    });
    expect(await names()).toEqual(['after', 'outer']);
  });

  it('runs statements given at once one after the other', async () => {
    const values = await postgres.transaction((transaction) =>
      Promise.all([1, 2, 3].map((value) => transaction.value('SELECT $1::int', [value]))),
    );
    expect(values).toEqual([1, 2, 3]);
  });

  it('waits for statements that were not awaited', async () => {
    const transaction = postgres.transaction(async (inner) => {
      void insert(inner, 'late');
      // Must fail the transaction, not run after its end.
      insert(inner, 'late').catch(() => undefined);
      return Promise.resolve();
    });
    await expect(transaction).rejects.toThrow(/rolled back/);
    expect(await names()).toEqual([]);
  });

  it('refuses statements after its end', async () => {
    let kept: PostgresTransaction | undefined;
    await postgres.transaction(async (transaction) => {
      kept = transaction;
      await transaction.query('SELECT 1');
    });
    await expect(kept?.query('SELECT 1')).rejects.toThrow('the transaction is over');
  });

  it('refuses writes when read-only', async () => {
    const writing = postgres.transaction((transaction) => insert(transaction, 'a'), {
      readOnly: true,
    });
    await expect(writing).rejects.toSatisfy(
      (error: unknown) => postgresErrorCode(error) === 'read_only',
    );
  });

  it('tells of a conflict between serializable transactions', async () => {
    const countAndAdd = (name: string, other?: () => Promise<unknown>) =>
      postgres.transaction(
        async (transaction) => {
          await transaction.value('SELECT count(*) FROM item');
          await other?.();
          await insert(transaction, name);
        },
        { isolation: 'serializable' },
      );
    const conflict = countAndAdd('a', () => countAndAdd('b'));
    await expect(conflict).rejects.toSatisfy(
      (error: unknown) => postgresErrorCode(error) === 'serialization',
    );
    expect(await names()).toEqual(['b']);
  });

  it('streams inside and refuses other statements meanwhile', async () => {
    await postgres.transaction(async (transaction) => {
      await insert(transaction, 'a');
      for await (const rows of transaction.stream('SELECT name FROM item')) {
        expect(rows).toEqual([{ name: 'a' }]);
        await expect(transaction.query('SELECT 1')).rejects.toThrow('is streaming rows');
      }
      await insert(transaction, 'b');
    });
    expect(await names()).toEqual(['a', 'b']);
  });

  it('gives its connection back each time', async () => {
    for (let round = 0; round < 10; round += 1) {
      await postgres.transaction((transaction) => transaction.query('SELECT 1'));
      await postgres.transaction(() => Promise.reject(new Error('stop'))).catch(() => undefined);
    }
    const { total, idle, waiting } = postgres.poolState();
    expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 });
  });
});

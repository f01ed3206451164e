import { migrate, openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const first = { version: 1, name: 'items', sql: 'create table item (id int primary key);' };
const second = {
  version: 2,
  name: 'prices',
  sql: 'alter table item add column price numeric; create index on item (price);',
};

describe('migrate', () => {
  let database: TestDatabase;
  let postgres: Postgres;
  beforeEach(async () => {
    database = await (await testPostgres()).createDatabase();
    postgres = openPostgres(database.url);
  });
  afterEach(async () => {
    await postgres.close();
    await database.drop();
  });

  it('applies what is missing, in order, once, in its schema', async () => {
    expect(await migrate(postgres, 'My Schema', [first])).toEqual([1]);
    expect(await migrate(postgres, 'My Schema', [first, second])).toEqual([2]);
    expect(await migrate(postgres, 'My Schema', [first, second])).toEqual([]);
    await postgres.query('insert into "My Schema".item values (1, 1.5)');
    expect(await postgres.value("select to_regclass('public.item')")).toBeNull();
  });

  it('applies each step once when many programs start together', async () => {
    const others = Array.from({ length: 4 }, () => openPostgres(database.url));
    const applied = await Promise.all(
      others.map((other) => migrate(other, 'shared', [first, second])),
    );
    expect(applied.filter(({ length }) => length > 0)).toEqual([[1, 2]]);
    await Promise.all(others.map((other) => other.close()));
  });

  it('refuses a database of a newer release', async () => {
    await migrate(postgres, 's', [first, second]);
    await expect(migrate(postgres, 's', [first])).rejects.toThrow(
      /schema version 2, this program knows up to 1: it was written by a newer release/,
    );
  });

  it('refuses a database whose history is not ours', async () => {
    await migrate(postgres, 's', [{ ...first, name: 'things' }]);
    await expect(migrate(postgres, 's', [first])).rejects.toThrow(
      /under the name "things".*"items"/,
    );
  });

  it('undoes every step of the run when one fails', async () => {
    const broken = { version: 2, name: 'broken', sql: 'create table a (b int); create tabel c;' };
    await expect(migrate(postgres, 's', [first, broken])).rejects.toThrow(
      /migration 2 \(broken\) failed/,
    );
    expect(await postgres.value("select to_regclass('s.item')")).toBeNull();
  });
});

describe('withLock', () => {
  it('lets one in at a time and the next after it, even when it fails', async () => {
    const { url } = await testPostgres();
    const [one, two] = [openPostgres(url), openPostgres(url)];
    const steps: string[] = [];
    const hold = (postgres: Postgres, name: string) =>
      postgres.withLock('aquifer test lock', async () => {
        steps.push(`${name} in`);
        await postgres.query('SELECT pg_sleep(0.05)');
        steps.push(`${name} out`);
        throw new Error(name);
      });
    const results = await Promise.allSettled([hold(one, 'one'), hold(two, 'two')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const order = steps[0] === 'one in' ? ['one', 'two'] : ['two', 'one'];
    expect(steps).toEqual(order.flatMap((name) => [`${name} in`, `${name} out`]));
    await one.close();
    await two.close();
  });
});

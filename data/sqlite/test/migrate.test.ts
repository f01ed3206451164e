import { migrate, openSqlite, SqliteMigrationError } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { beforeEach, describe, expect, it } from 'vitest';

const first = { version: 1, name: 'items', sql: 'create table item (id integer primary key);' };
const second = {
  version: 2,
  name: 'prices',
  sql: 'alter table item add column price real; create index item_price on item (price);',
};

describe('migrate', () => {
  let database: SqliteDatabase;
  beforeEach(() => {
    database = openSqlite(':memory:');
    return () => {
      database.close();
    };
  });

  it('applies what is missing, in order, once', () => {
    expect(migrate(database, [first])).toEqual([1]);
    expect(migrate(database, [first, second])).toEqual([2]);
    expect(migrate(database, [first, second])).toEqual([]);
    database.run('insert into item (price) values (1.5)');
  });

  it('records version, name and time', () => {
    migrate(database, [first]);
    const row = database.get<{ applied_at: string }>('select * from schema_migrations');
    expect(row).toMatchObject({ version: 1, name: 'items' });
    expect(new Date(row?.applied_at ?? '').toISOString()).toBe(row?.applied_at);
  });

  it('brings a file that was attached forward', () => {
    database.run("ATTACH DATABASE ':memory:' AS other");
    const items = { version: 1, name: 'items', sql: 'create table other.item (id integer)' };
    expect(migrate(database, [items], 'other')).toEqual([1]);
    expect(migrate(database, [items], 'other')).toEqual([]);
    expect(migrate(database, [first])).toEqual([1]);
    expect(database.value('select count(*) from other.schema_migrations')).toBe(1);
  });

  it('says of a newer file that it is newer, and of a foreign one that it is not', () => {
    migrate(database, [first, second]);
    expect(() => migrate(database, [first])).toThrow(expect.objectContaining({ isNewer: true }));
    const other = [first, { ...second, name: 'other' }];
    expect(() => migrate(database, other)).toThrow(expect.objectContaining({ isNewer: false }));
  });

  it('refuses a file of a newer release and leaves it as it was', () => {
    migrate(database, [first, second]);
    expect(() => migrate(database, [first])).toThrow(
      /schema version 2, this program knows up to 1: it was written by a newer release/,
    );
  });

  it('refuses a file whose history is not ours', () => {
    migrate(database, [{ ...first, name: 'things' }]);
    expect(() => migrate(database, [first])).toThrow(/under the name "things".*"items"/);
  });

  it('undoes every step of the run when one fails', () => {
    const broken = { version: 2, name: 'broken', sql: 'create table a (b); create tabel c (d);' };
    expect(() => migrate(database, [first, broken])).toThrow(SqliteMigrationError);
    expect(() => migrate(database, [first, broken])).toThrow(/migration 2 \(broken\) failed/);
    expect(database.values("select name from sqlite_schema where type = 'table'")).toEqual([]);
  });

  it('refuses steps that are not in order or not numbered', () => {
    expect(() => migrate(database, [second, first])).toThrow(/migration 1 does not come after 2/);
    expect(() => migrate(database, [{ ...first, version: 0 }])).toThrow(/does not come after 0/);
  });

  it('refuses a step that commits by itself', () => {
    const commits = { version: 1, name: 'commits', sql: 'commit' };
    expect(() => migrate(database, [commits])).toThrow(/ended the transaction/);
  });
});

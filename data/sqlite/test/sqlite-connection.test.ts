import { join } from 'node:path';
import { openSqlite, sqliteErrorCode } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('SqliteDatabase', () => {
  let database: SqliteDatabase;
  beforeEach(() => {
    database = openSqlite(':memory:');
    database.exec('create table item (id integer primary key, name text not null)');
  });
  afterEach(() => {
    database.close();
  });

  const insert = (name: string): number =>
    Number(database.run('insert into item (name) values (?)', [name]).lastInsertRowid);
  const names = (): string[] => database.values<string>('select name from item order by id');

  describe('reading', () => {
    it('gives all rows, the first row, the first value and nothing', () => {
      insert('a');
      insert('b');
      expect(database.all('select * from item')).toEqual([
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ]);
      expect(database.get('select name from item where id = ?', [2])).toEqual({ name: 'b' });
      expect(database.value('select count(*), 7 from item')).toBe(2);
      expect(database.get('select 1 where false')).toBeUndefined();
      expect(database.value('select 1 where false')).toBeUndefined();
      expect(database.value('select null')).toBeNull();
    });

    it('refuses an integer beyond 2^53 rather than rounding it', () => {
      const reads: ((sql: string) => unknown)[] = [
        (sql) => database.all(sql),
        (sql) => database.get(sql),
        (sql) => database.value(sql),
        (sql) => database.values(sql),
        (sql) => [...database.iterate(sql)],
      ];
      for (const read of reads) {
        let thrown: unknown;
        try {
          read('select 9007199254740993');
        } catch (error) {
          thrown = error;
        }
        expect(sqliteErrorCode(thrown)).toBe('overflow');
      }
      expect(database.value('select 1')).toBe(1);
    });

    it('reads such integers exactly when opened for bigints', () => {
      const big = openSqlite(':memory:', { bigints: true });
      expect(big.value('select 9007199254740993')).toBe(9007199254740993n);
      expect(big.run('create table t (a)').changes).toBe(0);
      expect(big.run('insert into t values (1), (2)').changes).toBe(2);
      expect(big.dataVersion()).toBeTypeOf('number');
      big.close();
    });

    it('describes the columns of a result', () => {
      expect(database.columns('select name as n, 1 + 1 as two from item')).toEqual([
        { name: 'n', table: 'item', column: 'name', type: 'TEXT' },
        { name: 'two', table: null, column: null, type: null },
      ]);
    });

    it('sees new columns with a statement that was prepared before', () => {
      insert('a');
      expect(database.get('select * from item')).toEqual({ id: 1, name: 'a' });
      database.exec('alter table item add column price real');
      expect(database.get('select * from item')).toEqual({ id: 1, name: 'a', price: null });
    });
  });

  describe('iteration', () => {
    const elements = 'select value from json_each(?)';

    it('gives every row once', () => {
      const rows = [...database.iterate<{ value: number }>(elements, ['[1,2,3]'])];
      expect(rows.map((row) => row.value)).toEqual([1, 2, 3]);
      expect([...database.iterateValues(elements, ['[1,2,3]'])]).toEqual([1, 2, 3]);
    });

    it('is not disturbed by the same statement running elsewhere', () => {
      // Leaves an idle statement behind, which only one of the two may take.
      expect([...database.iterateValues(elements, ['[1]'])]).toEqual([1]);
      const seen: number[] = [];
      for (const outer of database.iterateValues<number>(elements, ['[1,2,3]'])) {
        for (const inner of database.iterateValues<number>(elements, ['[10,20]'])) {
          seen.push(outer + inner);
        }
        expect(database.values(elements, ['[7]'])).toEqual([7]);
      }
      expect(seen).toEqual([11, 21, 12, 22, 13, 23]);
    });

    it('releases its lock when left early', () => {
      insert('a');
      insert('b');
      for (const row of database.iterate('select * from item')) {
        expect(row).toEqual({ id: 1, name: 'a' });
        break;
      }
      // Fails with "database table is locked" while a read is open.
      database.exec('drop table item');
      expect(() => names()).toThrow(/no such table/);
    });
  });

  describe('writing', () => {
    it('tells how many rows changed, and 0 for statements that change none', () => {
      insert('a');
      insert('b');
      expect(database.run('update item set name = ?', ['c']).changes).toBe(2);
      expect(database.run('create table other (a)').changes).toBe(0);
      expect(database.run('delete from item').changes).toBe(2);
    });

    it('gives the rows of RETURNING', () => {
      expect(database.all("insert into item (name) values ('a'), ('b') returning id")).toEqual([
        { id: 1 },
        { id: 2 },
      ]);
    });
  });

  describe('transaction', () => {
    it('keeps all changes or none', () => {
      database.transaction(() => {
        insert('a');
        insert('b');
      });
      expect(() =>
        database.transaction(() => {
          insert('c');
          throw new Error('stop');
        }),
      ).toThrow('stop');
      expect(names()).toEqual(['a', 'b']);
      expect(database.inTransaction).toBe(false);
    });

    it('undoes only the inner part when that fails and the outer goes on', () => {
      database.transaction(() => {
        insert('outer');
        try {
          database.transaction(() => {
            insert('inner');
            database.transaction(() => insert('innermost'));
            throw new Error('stop');
          });
        } catch {
          insert('after');
        }
      });
      expect(names()).toEqual(['outer', 'after']);
    });

    it('gives back what the action returns', () => {
      expect(database.transaction(() => insert('a'))).toBe(1);
    });

    it('refuses an action that would go on after the commit', () => {
      expect(() => database.transaction(async () => insert('a'))).toThrow(/promise/);
      expect(names()).toEqual([]);
    });

    it('passes on a commit that fails and leaves no transaction open', () => {
      database.exec(
        'create table child (item integer references item deferrable initially deferred)',
      );
      let thrown: unknown;
      try {
        database.transaction(() => database.run('insert into child values (9)'));
      } catch (error) {
        thrown = error;
      }
      expect(sqliteErrorCode(thrown)).toBe('foreign_key');
      expect(database.inTransaction).toBe(false);
      expect(database.value('select count(*) from child')).toBe(0);
    });
  });

  describe('function', () => {
    it('is called with the values and answers exactly', () => {
      database.function('twice', { deterministic: true }, (value) => Number(value) * 2);
      expect(database.get('select twice(21) as v, typeof(twice(21)) as t')).toEqual({
        v: 42,
        t: 'integer',
      });
      database.function('flag', {}, () => true);
      database.function('half', {}, (value) => Number(value) / 2);
      expect(database.get('select flag() as f, half(3) as h')).toEqual({ f: 1, h: 1.5 });
    });

    it('takes the number of arguments it declares, or any', () => {
      database.function('pair', {}, (a, b) => `${String(a)}${String(b)}`);
      expect(() => database.value('select pair(1)')).toThrow(/wrong number of arguments/);
      database.function('count_all', { varargs: true }, (...values) => values.length);
      expect(database.value('select count_all(1, 2, 3)')).toBe(3);
    });

    it('passes on what it throws', () => {
      database.function('fail', {}, () => {
        throw new Error('not today');
      });
      expect(() => database.value('select fail()')).toThrow('not today');
      expect(database.value('select 1')).toBe(1);
    });
  });

  it('prepares more statements than the cache holds and still answers each', () => {
    const small = openSqlite(':memory:', { statementCacheMax: 3 });
    for (let round = 0; round < 3; round += 1) {
      for (let value = 0; value < 10; value += 1) {
        expect(small.value(`select ${value} + ?`, [1])).toBe(value + 1);
      }
    }
    small.close();
  });

  it('tells when another connection has changed the file', () => {
    const path = join(temporaryDirectory(), 'shared.db');
    const writer = openSqlite(path);
    writer.exec('create table t (a)');
    const reader = openSqlite(path);
    const before = reader.dataVersion();
    expect(reader.dataVersion()).toBe(before);
    writer.run('insert into t values (1)');
    expect(reader.dataVersion()).not.toBe(before);
    reader.close();
    writer.close();
  });

  it('refuses every call after close, and closing again is harmless', () => {
    database.close();
    database.close();
    expect(database.isOpen).toBe(false);
    expect(() => database.get('select 1')).toThrow(/not open/);
  });
});

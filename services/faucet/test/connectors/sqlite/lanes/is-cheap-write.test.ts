import { openSqlite, type SqliteDatabase } from '@aquifer/sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { introspectTable } from '../../../../src/connectors/sqlite/introspect.ts';
import { isCheapWrite } from '../../../../src/connectors/sqlite/lanes/is-cheap-write.ts';
import { createJudge } from '../../../../src/connectors/sqlite/lanes/judge.ts';
import { createPace } from '../../../../src/connectors/sqlite/lanes/pace.ts';
import { registerSqlFunctions } from '../../../../src/connectors/sqlite/sql-functions.ts';
import { createTableFacts } from '../../../../src/connectors/sqlite/table-facts.ts';
import {
  compileDeleteJob,
  compileInsertJob,
  compileUpdateJob,
} from '../../../../src/connectors/sqlite/write-rows.ts';
import type { TableSchema } from '../../../../src/model/schema.ts';
import { columnOf, compare, insertOf, integer, key } from '../../contract/builders.ts';

let database: SqliteDatabase;
beforeEach(() => {
  database = openSqlite(':memory:', { bigints: true });
  registerSqlFunctions(database);
  database.exec(`
    CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE books (id INTEGER PRIMARY KEY, author INTEGER REFERENCES authors ON DELETE CASCADE);
    CREATE INDEX books_author ON books (author);
    CREATE TABLE loans (id INTEGER PRIMARY KEY, book INTEGER REFERENCES books ON DELETE SET NULL);
    CREATE INDEX loans_book ON loans (book);
    INSERT INTO authors (id, name) VALUES (1, 'a'), (2, 'b')`);
});

const parts = () => {
  const facts = createTableFacts(database);
  const pace = createPace();
  return { facts, pace, judge: createJudge(database, facts, pace) };
};
const authors = (): TableSchema => {
  const table = introspectTable(database, 'authors');
  if (table === undefined) throw new Error('there are no authors');
  return table;
};
const insert = (names: readonly string[]): boolean => {
  const own = parts();
  const plan = insertOf(
    authors(),
    names.map((name) => ({ name })),
  );
  return isCheapWrite(own, compileInsertJob(own.facts, plan).job, plan);
};
const rename = (name: string, where = key(['id'], [integer(1)])): boolean => {
  const own = parts();
  const table = authors();
  const set = [{ column: columnOf(table, 'name'), value: name }];
  const plan = { table, set, where, returning: table.columns };
  return isCheapWrite(own, compileUpdateJob(own.facts, plan).job, plan);
};
const remove = (): boolean => {
  const own = parts();
  const plan = { table: authors(), where: key(['id'], [integer(1)]) };
  return isCheapWrite(own, compileDeleteJob(own.facts, plan).job, plan);
};
const fill = (table: string, column: string, rows: number): void => {
  database.run(
    `INSERT INTO ${table} (${column}) WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ?)
     SELECT NULL FROM r`,
    [rows],
  );
};

describe('On the server thread', () => {
  it('small writes to plain tables run', () => {
    expect([insert(['c']), rename('c'), remove()]).toEqual([true, true, true]);
  });

  it('no table with a trigger is written, whatever the trigger does', () => {
    database.exec('CREATE TRIGGER t AFTER INSERT ON authors BEGIN SELECT 1; END');
    expect([insert(['c']), rename('c'), remove()]).toEqual([false, false, false]);
  });

  it('no more than some characters are written, in all rows together', () => {
    const long = 'x'.repeat(300_000);
    expect([insert([long]), insert([long, long, long, long])]).toEqual([true, false]);
    expect(rename(long)).toBe(true);
    fill('authors', 'name', 500);
    expect(rename('x'.repeat(5000), compare('name', '!=', { kind: 'text', value: 'y' }))).toBe(
      false,
    );
    expect(rename('short', compare('name', '!=', { kind: 'text', value: 'y' }))).toBe(true);
  });

  it('nothing is deleted that takes many rows along, however they are found', () => {
    fill('books', 'author', 6000);
    expect([remove(), rename('c')]).toEqual([false, true]);
  });

  it('nothing is deleted whose children take many along, or have triggers', () => {
    fill('loans', 'book', 6000);
    expect(remove()).toBe(false);
    database.exec('DELETE FROM loans; CREATE TRIGGER t AFTER UPDATE ON loans BEGIN SELECT 1; END');
    expect(remove()).toBe(false);
  });
});

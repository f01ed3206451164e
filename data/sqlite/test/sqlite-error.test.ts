import { join } from 'node:path';
import { openSqlite, sqliteErrorCode, sqliteErrorDetail } from '@aquifer/sqlite';
import type { SqliteDatabase, SqliteErrorDetail } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const schema = `
  create table parent (id integer primary key);
  create table t (
    id integer primary key,
    name text not null,
    price real constraint price_positive check (price > 0),
    parent integer references parent,
    unique (name, price)
  );
  create unique index t_lower_name on t (lower(name));
  create table strict_t (n integer) strict;
  create table pair (a text, b text, primary key (a, b)) without rowid;
  create view seen as select * from t;
  create table computed (a, b generated always as (a + 1));
  create trigger guard before insert on t when new.name = 'boom'
    begin select raise(abort, 'no boom here'); end;
  insert into parent values (1);
  insert into t values (1, 'first', 1, 1);
  insert into pair values ('x', 'y');
`;

const cases: [sql: string, detail: SqliteErrorDetail][] = [
  ["insert into t values (1, 'n', 1, 1)", { code: 'unique', table: 't', columns: ['id'] }],
  ["insert into pair values ('x', 'y')", { code: 'unique', table: 'pair', columns: ['a', 'b'] }],
  ["insert into t (name) values ('FIRST')", { code: 'unique', constraint: 't_lower_name' }],
  ['insert into t (name) values (null)', { code: 'not_null', table: 't', columns: ['name'] }],
  ["insert into t (name, parent) values ('n', 9)", { code: 'foreign_key' }],
  ["insert into t (name, price) values ('n', 0)", { code: 'check', constraint: 'price_positive' }],
  [
    "insert into strict_t values ('x')",
    { code: 'type_mismatch', table: 'strict_t', columns: ['n'] },
  ],
  ["insert into t (id, name) values ('x', 'n')", { code: 'type_mismatch' }],
  ['select * from nowhere', { code: 'no_such_table', table: 'nowhere' }],
  ['select absent from t', { code: 'no_such_column', columns: ['absent'] }],
  ['select "absent" from t', { code: 'no_such_column', columns: ['absent'] }],
  ['select t.absent from t', { code: 'no_such_column', columns: ['absent'] }],
  [
    'insert into t (absent) values (1)',
    { code: 'no_such_column', table: 't', columns: ['absent'] },
  ],
  ['select absent()', { code: 'no_such_function' }],
  ['select name from t as a, t as b', { code: 'ambiguous_column', columns: ['name'] }],
  ['create table t (a)', { code: 'already_exists' }],
  ['alter table t add column name text', { code: 'already_exists', columns: ['name'] }],
  ['insert into seen values (1)', { code: 'read_only' }],
  ['update computed set b = 1', { code: 'read_only' }],
  ['selec 1', { code: 'syntax' }],
  ["select 'open", { code: 'syntax' }],
  ['select 1 +', { code: 'syntax' }],
  ['insert into pair values (1)', { code: 'syntax' }],
  ['select abs(-9223372036854775807 - 1)', { code: 'overflow' }],
  ['select zeroblob(2000000000)', { code: 'too_big' }],
  ["select json('{')", { code: 'failed', message: 'malformed JSON' }],
];

describe('sqliteErrorDetail', () => {
  let database: SqliteDatabase;
  beforeAll(() => {
    database = openSqlite(':memory:');
    database.exec(schema);
  });
  afterAll(() => {
    database.close();
  });

  const failure = (action: () => unknown): unknown => {
    try {
      action();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  // The driver attaches a result code in `get` and `run` only, so each way is tested.
  for (const method of ['run', 'get', 'all'] as const) {
    it.each(cases)(`tells from ${method} what is wrong in %s`, (sql, detail) => {
      expect(sqliteErrorDetail(failure(() => database[method](sql)))).toEqual(detail);
    });
  }

  it('gives the sentence of a trigger', () => {
    const error = failure(() => database.run("insert into t (name) values ('boom')"));
    expect(sqliteErrorDetail(error)).toEqual({ code: 'raised', message: 'no boom here' });
  });

  it('calls a lock busy', () => {
    const path = join(temporaryDirectory(), 'busy.db');
    const first = openSqlite(path, { busyTimeoutMs: 0 });
    const second = openSqlite(path, { busyTimeoutMs: 0 });
    first.exec('create table t (a)');
    const errors = first.transaction(() => [
      failure(() => second.run('insert into t values (1)')),
      failure(() => second.all('insert into t values (1) returning a')),
    ]);
    expect(errors.map(sqliteErrorCode)).toEqual(['busy', 'busy']);
    second.close();
    first.close();
  });

  it('calls a write to a read-only connection read_only', () => {
    const path = join(temporaryDirectory(), 'read.db');
    openSqlite(path).close();
    const reader = openSqlite(path, { readOnly: true });
    expect(sqliteErrorCode(failure(() => reader.run('create table t (a)')))).toBe('read_only');
    reader.close();
  });

  it('is undefined for what did not come from SQLite', () => {
    expect(sqliteErrorDetail(new Error('UNIQUE constraint failed: a.b'))).toBeUndefined();
    expect(sqliteErrorCode('no such table: x')).toBeUndefined();
    expect(sqliteErrorCode(undefined)).toBeUndefined();
  });
});

import { openSqlite, type SqliteDatabase } from '@aquifer/sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { compileSelect } from '../../../src/connectors/sql/compile-select.ts';
import { sqliteDialect } from '../../../src/connectors/sqlite/dialect.ts';
import { introspectTable } from '../../../src/connectors/sqlite/introspect.ts';
import { extentOf, reachOf } from '../../../src/connectors/sqlite/lanes/reach.ts';
import { registerSqlFunctions } from '../../../src/connectors/sqlite/sql-functions.ts';
import type { SelectPlan } from '../../../src/query/plan.ts';
import type { Predicate } from '../../../src/query/predicate.ts';
import { compare, integer, key, selectOf, text } from '../contract/builders.ts';

/** What SQLite's own query plan says about how many rows a read looks at. */
describe('the reach of a read', () => {
  const database: SqliteDatabase = openSqlite(':memory:', { bigints: true });
  registerSqlFunctions(database);
  database.exec(`
    CREATE TABLE "odd (name=?)" (id INTEGER PRIMARY KEY, email TEXT UNIQUE, city TEXT NOT NULL, age INTEGER NOT NULL, free TEXT);
    CREATE INDEX by_city_age ON "odd (name=?)" (city, age);
    CREATE TABLE pairs (a INTEGER, b INTEGER, c TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
  `);
  afterAll(() => database.close());
  const reach = (name: string, parts: Partial<SelectPlan>): string => {
    const table = introspectTable(database, name);
    if (table === undefined) throw new Error(`there is no ${name}`);
    const plan = selectOf(table, { limit: 20, ...parts });
    const dialect = sqliteDialect({ ...(name !== 'pairs' && { rowKey: 'rowid' }) });
    return reachOf(database, compileSelect(dialect, plan, 'joined'), extentOf(plan));
  };
  const people = 'odd (name=?)';
  const by = (column: string, direction: 'asc' | 'desc' = 'asc'): SelectPlan['order'] => [
    { target: { column }, direction },
  ];
  const both: Predicate = {
    kind: 'and',
    terms: [compare('city', '=', text('x')), compare('age', '>', integer(3))],
  };
  const cases: readonly (readonly [string, string, Partial<SelectPlan>, string])[] = [
    ['a key', people, { where: key(['id'], [integer(1)]) }, 'keys'],
    ['several keys', people, { where: key(['id'], [integer(1)], [integer(2)]) }, 'keys'],
    ['a unique column', people, { where: compare('email', '=', text('a')) }, 'keys'],
    [
      'a whole composite key',
      'pairs',
      { where: key(['a', 'b'], [integer(1), integer(2)]) },
      'keys',
    ],
    ['a first page', people, {}, 'walk'],
    ['a page in key order', people, { order: by('id', 'desc') }, 'walk'],
    [
      'a page after a key',
      people,
      { where: compare('id', '>', integer(5)), order: by('id') },
      'walk',
    ],
    [
      'a page after a cursor',
      people,
      {
        where: { kind: 'after', order: [{ column: 'id', direction: 'asc', value: integer(5) }] },
        order: by('id'),
      },
      'walk',
    ],
    ['a page of an index', people, { where: both }, 'walk'],
    ['a page in the order of an index', people, { order: by('city') }, 'walk'],
    ['half a composite key', 'pairs', { where: compare('a', '=', integer(1)) }, 'walk'],
    ['a filter without an index', people, { where: compare('free', '=', text('x')) }, 'table'],
    [
      'a filter the index decides only half',
      people,
      {
        where: {
          kind: 'and',
          terms: [...(both.kind === 'and' ? both.terms : []), compare('free', '=', text('x'))],
        },
      },
      'table',
    ],
    [
      'two bounds on one column',
      people,
      {
        where: {
          kind: 'and',
          terms: [compare('id', '>', integer(1)), compare('id', '<>' as '!=', integer(9))],
        },
      },
      'table',
    ],
    ['a sort', people, { order: by('free') }, 'table'],
    [
      'a sort of what an index finds',
      people,
      { where: compare('city', '=', text('x')), order: by('free') },
      'table',
    ],
    [
      'a key among alternatives',
      people,
      {
        where: { kind: 'or', terms: [key(['id'], [integer(1)]), compare('free', '=', text('x'))] },
      },
      'table',
    ],
    ['groups', people, { group: ['city'] }, 'table'],
    ['rows for each value', people, { limitPer: ['city'], order: by('id') }, 'table'],
  ];
  it.each(cases)('of %s', (_, table, parts, expected) => {
    expect(reach(table, parts)).toBe(expected);
  });

  it('of all rows is the table', () => {
    const table = introspectTable(database, 'pairs');
    if (table === undefined) throw new Error('not there');
    const plan = selectOf(table);
    const statement = compileSelect(sqliteDialect({}), plan, 'rows');
    expect(reachOf(database, statement, extentOf(plan))).toBe('table');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyStatement, scanSql, type SqlSyntax } from '../../../src/connectors/sql/scan-sql.ts';

const words = (sql: string, syntax: SqlSyntax = {}): string =>
  scanSql(sql, syntax)
    .map(({ text }) => text)
    .join(' ');

describe('Words are told from what may hold any text', () => {
  it.each<[string, SqlSyntax, string]>([
    ["select 'drop; -- x' from t", {}, "SELECT ' FROM T"],
    ['select \'it\'\'s\' , "a""b;"', {}, 'SELECT \' , "'],
    ['select [a]]; drop] from t', { brackets: true }, 'SELECT [ FROM T'],
    ['select a[1]', {}, 'SELECT A [ 1 ]'],
    ['select 1 -- drop\n, 2', {}, 'SELECT 1 , 2'],
    ['select /* a /* b */ drop */ 1', { nestedComments: true }, 'SELECT 1'],
    ['select /* a /* b */ 1', {}, 'SELECT 1'],
    ['select $$ drop; $$ , $1', { dollarQuotes: true }, 'SELECT $ , $1'],
    ["select q'[it's; ]' x", { chosenQuotes: true }, 'SELECT q X'],
    ["select nq'!it's!' x", { chosenQuotes: true }, 'SELECT n X'],
    [String.raw`select 'a\'; drop' x`, { backslashes: true }, "SELECT ' X"],
    ['select 1 // drop\n, 2', { slashComments: true }, 'SELECT 1 , 2'],
    ['select Größe, @p1, #t', {}, 'SELECT GRÖSSE , @P1 , #T'],
  ])('%j', (sql, syntax, expected) => expect(words(sql, syntax)).toBe(expected));

  it.each(["select 'a", 'select "a', 'select /* a', "select 'a''", 'select [a]]'])(
    '%j is refused',
    (sql) => expect(() => scanSql(sql, { brackets: true })).toThrow('not closed'),
  );

  it('whatever stands in a string stays there', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const sql = `select '${text.replaceAll("'", "''")}' from t`;
        expect(words(sql)).toBe("SELECT ' FROM T");
      }),
    );
  });
});

describe('One statement at a time', () => {
  it('is taken without its semicolon', () => {
    expect(onlyStatement(' select 1 ;; -- done', {}).sql).toBe('select 1');
    expect(onlyStatement('select 1', {}).sql).toBe('select 1');
  });

  it.each(['select 1; select 2', ';select 1', 'select 1;;x'])('%j is refused', (sql) =>
    expect(() => onlyStatement(sql, {})).toThrow('statement'),
  );

  it.each(['', ' ', ';', '-- nothing'])('%j is none', (sql) =>
    expect(() => onlyStatement(sql, {})).toThrow('there is no statement'),
  );
});

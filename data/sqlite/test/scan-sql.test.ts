import { describe, expect, it } from 'vitest';
import { scanSql } from '../src/scan-sql.ts';

describe('scanSql', () => {
  const counts: [sql: string, count: number][] = [
    ['select ?', 1],
    ['select ?, ?3, ?', 4],
    ["select '?', \"?\", `?`, [?], x'00', ?", 1],
    ["select 'it''s ?' || ?", 1],
    ['select ? -- ?\n, ? /* ? */', 2],
    ['select a$b, a?1b from t', 1],
    ["select data ->> '$.a?' from t where x = ?", 1],
  ];
  it.each(counts)('counts the placeholders of %s', (sql, count) => {
    expect(scanSql(sql).parameterCount).toBe(count);
  });

  it.each(['', '  \n', ';', '-- only a comment', '/* open'])('finds no statement in %j', (sql) => {
    expect(scanSql(sql).keyword).toBe('');
  });

  it.each(['select 1;', 'select 1 ;; -- end', "select ';'", ';select 1'])(
    'takes %j for one statement',
    (sql) => {
      expect(scanSql(sql).hasSecondStatement).toBe(false);
    },
  );

  it.each(['select 1; select 2', "select 1; 'x'", 'select 1;?'])(
    'sees that %j goes on after the first statement',
    (sql) => {
      expect(scanSql(sql).hasSecondStatement).toBe(true);
    },
  );

  it('takes a trigger with its body for one statement', () => {
    const sql = 'create temp trigger t after insert on a begin delete from b; select 1; end';
    expect(scanSql(sql).hasSecondStatement).toBe(false);
  });

  it.each([':name', '@name', '$name'])('names the placeholder %s', (name) => {
    expect(scanSql(`select ${name}`).namedPlaceholder).toBe(name);
  });

  it('reads a literal of a megabyte without running out of stack', () => {
    expect(scanSql(`select '${"a''".repeat(300_000)}', ?`).parameterCount).toBe(1);
  });
});

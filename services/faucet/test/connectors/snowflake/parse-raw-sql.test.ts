import { describe, expect, it } from 'vitest';
import { parseRawSql } from '../../../src/connectors/snowflake/parse-raw-sql.ts';

describe('A statement of the caller for Snowflake', () => {
  it.each([
    'SELECT * FROM t LIMIT 5',
    'WITH a AS (SELECT 1 AS n) SELECT n FROM a;',
    'SHOW TABLES',
    "SELECT $$ call x; $$, 'a\\'; drop' // comment",
    "SELECT a FROM t WHERE b = 'x'",
  ])('reads: %s', (sql) => expect(parseRawSql(sql, false).isQuery).toBe(true));

  it.each(['UPDATE t SET a = 1', 'CREATE OR REPLACE TABLE t (a INT)', 'TRUNCATE TABLE t'])(
    'writes, and only where that is permitted: %s',
    (sql) => {
      expect(parseRawSql(sql, true).isQuery).toBe(false);
      expect(() => parseRawSql(sql, false)).toThrow('only reading is permitted');
    },
  );

  it.each([
    'CALL p()',
    'EXECUTE IMMEDIATE $$ drop table t $$',
    'SELECT $1 FROM @stage/file',
    "SELECT $1 FROM '@stage/file'",
    'SELECT SYSTEM$ABORT_SESSION(1)',
    'SELECT "SYSTEM$CANCEL_QUERY"(\'x\')',
    'SELECT 1; DROP TABLE t',
    'USE ROLE ACCOUNTADMIN',
    'CREATE USER x',
    'CREATE TEMPORARY TABLE t (a INT)',
    'CREATE OR REPLACE TEMP TABLE t (a INT)',
    "ALTER SESSION SET TIMEZONE = 'x'",
    'PUT file:///etc/passwd @stage',
    'BEGIN',
  ])('is refused even where writing is permitted: %s', (sql) =>
    expect(() => parseRawSql(sql, true)).toThrow(),
  );

  it('takes no number of a sequence where only reading is permitted', () => {
    expect(() => parseRawSql('SELECT s.NEXTVAL', false)).toThrow('NEXTVAL');
  });
});

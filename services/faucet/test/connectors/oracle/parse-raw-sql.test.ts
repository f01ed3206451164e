import { describe, expect, it } from 'vitest';
import { parseRawSql } from '../../../src/connectors/oracle/parse-raw-sql.ts';

describe('A statement of the caller for Oracle', () => {
  it.each([
    'SELECT * FROM t FETCH FIRST 5 ROWS ONLY',
    "(SELECT q'[it's; delete]' FROM DUAL);",
    'WITH a AS (SELECT 1 AS n FROM DUAL) SELECT n FROM a',
    'SELECT DBMS_LOB.GETLENGTH(c) FROM t',
  ])('reads: %s', (sql) => expect(parseRawSql(sql, false).isQuery).toBe(true));

  it.each([
    'UPDATE t SET a = 1',
    'MERGE INTO t USING s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = 1',
    'CREATE OR REPLACE VIEW v AS SELECT 1 AS a FROM DUAL',
    'DROP TABLE t',
    "COMMENT ON TABLE t IS 'x'",
  ])('writes, and only where that is permitted: %s', (sql) => {
    expect(parseRawSql(sql, true).isQuery).toBe(false);
    expect(() => parseRawSql(sql, false)).toThrow('only reading is permitted');
  });

  it.each([
    'BEGIN NULL; END;',
    'DECLARE x NUMBER; BEGIN NULL; END;',
    'SELECT * FROM t FOR UPDATE',
    "SELECT UTL_HTTP.REQUEST('http://x') FROM DUAL",
    `SELECT "UTL_HTTP"."REQUEST"('http://x') FROM DUAL`,
    'SELECT 1 FROM DUAL; DELETE FROM t',
    'GRANT DBA TO x',
    "ALTER SYSTEM KILL SESSION '1,2'",
    'CREATE OR REPLACE PROCEDURE p AS BEGIN NULL',
    "ALTER SESSION SET NLS_DATE_FORMAT = 'x'",
    'COMMIT',
    'LOCK TABLE t IN EXCLUSIVE MODE',
  ])('is refused even where writing is permitted: %s', (sql) =>
    expect(() => parseRawSql(sql, true)).toThrow(),
  );
});

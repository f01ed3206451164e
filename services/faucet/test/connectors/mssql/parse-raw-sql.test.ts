import { describe, expect, it } from 'vitest';
import { parseRawSql } from '../../../src/connectors/mssql/parse-raw-sql.ts';

describe('A statement of the caller for SQL Server', () => {
  it.each([
    'SELECT TOP (5) * FROM t ORDER BY a OFFSET 0 ROWS FETCH NEXT 5 ROWS ONLY',
    "WITH a AS (SELECT 1 AS n) SELECT n, 'drop table x; exec y' FROM a;",
    'SELECT [update], [delete] FROM [into] -- exec x',
    "SELECT a FROM t WHERE b = '#1'",
  ])('reads: %s', (sql) => expect(parseRawSql(sql, false).isQuery).toBe(true));

  it.each([
    'UPDATE t SET a = 1 WHERE b = 2',
    'INSERT INTO t (a) VALUES (1)',
    'DELETE FROM t WHERE a = 1',
    'MERGE t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT (a) VALUES (1);',
    'WITH a AS (SELECT 1 AS n) DELETE FROM t WHERE n IN (SELECT n FROM a)',
    'SELECT a INTO u FROM t',
    'CREATE TABLE t (a INT REFERENCES s (a) ON DELETE SET NULL ON UPDATE CASCADE)',
    'ALTER TABLE t DROP COLUMN a',
    'SELECT NEXT VALUE FOR s AS n FROM t WHERE 1 = (SELECT 1) OPTION (RECOMPILE)',
  ])('writes, and only where that is permitted: %s', (sql) => {
    expect(() => parseRawSql(sql, true)).not.toThrow();
    expect(() => parseRawSql(sql, false)).toThrow(/only reading is permitted|change a sequence/);
  });

  it.each([
    "EXEC xp_cmdshell 'dir'",
    'SELECT 1 EXEC sp_who',
    'SELECT 1 DROP TABLE t',
    'UPDATE t SET a = 1 DROP TABLE t',
    'UPDATE t SET a = 1 SET NOCOUNT ON',
    "SELECT * FROM OPENROWSET(BULK N'c:\\x', SINGLE_CLOB) x",
    'SELECT 1; SELECT 2',
    'COMMIT',
    'SELECT 1 COMMIT',
    'DROP LOGIN sa',
    'CREATE OR ALTER PROCEDURE p AS SELECT 1',
    'BEGIN TRAN',
    "SELECT 1 /* a /* b */ */ WAITFOR DELAY '1:0'",
    'USE master',
    'CREATE TABLE #t (a INT)',
    'SELECT 1 AS a INTO ##t',
    'SELECT 1 AS a INTO [#t]',
    'SELECT 1 AS a INTO "#t"',
    '',
  ])('is refused even where writing is permitted: %s', (sql) =>
    expect(() => parseRawSql(sql, true)).toThrow(),
  );
});

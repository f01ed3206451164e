import { describe, expect, it } from 'vitest';
import { vetRawSql } from '../../../src/connectors/sqlite/raw-sql.ts';

describe('a statement of the caller', () => {
  it.each([
    'SELECT 1',
    'select 1;',
    '  -- why\n /* what */ WITH x AS (SELECT 1) SELECT * FROM x ; -- end',
    'VALUES (1)',
    'SELECT \';\' || ";" || [;] || `;`',
    "SELECT 'it''s; fine'",
    'EXPLAIN QUERY PLAN SELECT 1',
  ])('may read: %s', (sql) => {
    expect(() => vetRawSql(sql, false)).not.toThrow();
  });

  it.each([
    'DELETE FROM t',
    'insert into t values (1)',
    'REPLACE INTO t VALUES (1)',
    'CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; SELECT 1; END',
    'ANALYZE',
  ])('may write only when allowed: %s', (sql) => {
    expect(() => vetRawSql(sql, true)).not.toThrow();
    expect(() => vetRawSql(sql, false)).toThrow(/may not be run read-only/);
  });

  it.each([
    "ATTACH 'other.db' AS other",
    'DETACH other',
    "VACUUM INTO 'x.db'",
    'PRAGMA writable_schema = 1',
    'EXPLAIN PRAGMA foreign_keys = 0',
    '/* SELECT */ PRAGMA query_only = 0',
    'BEGIN',
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT x',
    'RELEASE x',
    '(SELECT 1)',
    '"SELECT" 1',
    'CREATE TEMP TABLE orders AS SELECT 1',
    'create temporary view v as select 1',
    'CREATE TABLE IF NOT EXISTS temp.orders (id)',
    'CREATE TABLE "Temp" . orders (id)',
    'CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t',
  ])('may never be: %s', (sql) => {
    expect(() => vetRawSql(sql, true)).toThrow(/Query failed/);
  });

  it.each(['', ' ', ';', '-- nothing', '/* SELECT 1', '/* a */ ; ;'])('must be one: %j', (sql) => {
    expect(() => vetRawSql(sql, true)).toThrow(/no statement/);
  });

  it.each([
    'SELECT 1; SELECT 2',
    'SELECT 1;; DELETE FROM t',
    "SELECT 'a'; -- b\n DROP TABLE t",
    'SELECT 1; -- TRIGGER\n DROP TABLE t',
    'SELECT trigger FROM t; DROP TABLE t',
  ])('must be only one: %s', (sql) => {
    expect(() => vetRawSql(sql, true)).toThrow(/more than one/);
  });
});

import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawSql, RawSqlResult } from '../../../src/connectors/connector.ts';
import { parseRawSql } from '../../../src/connectors/mysql/parse-raw-sql.ts';
import { faultOf, parseRows } from '../contract/builders.ts';
import { type OpenConnector, openConnector } from './open-connector.ts';

describe('raw SQL for MySQL', () => {
  it.each([
    ['SELECT 1', 'SELECT 1'],
    [' select 1 ; -- the end', 'select 1'],
    ['SELECT \';\', "it\'s; \\"", `a;b` # ;', 'SELECT \';\', "it\'s; \\"", `a;b` # ;'],
    ["SELECT 'a\\';b' /* ; */;", "SELECT 'a\\';b' /* ; */"],
    ['SELECT 1--1', 'SELECT 1--1'],
    ['(SELECT 1) UNION (SELECT 2)', '(SELECT 1) UNION (SELECT 2)'],
    ['WITH x AS (SELECT 1) SELECT * FROM x', 'WITH x AS (SELECT 1) SELECT * FROM x'],
    ['/* why */ SHOW TABLES', '/* why */ SHOW TABLES'],
    ['DESCRIBE t', 'DESCRIBE t'],
  ])('reads %j', (sql, text) => {
    expect(parseRawSql(sql, false)).toBe(text);
  });

  it.each([
    'INSERT INTO t VALUES (1)',
    'UPDATE t SET a = 1',
    'DELETE FROM t',
    'REPLACE INTO t VALUES (1)',
    'CREATE TABLE t (a int)',
    'CREATE OR REPLACE VIEW v AS SELECT 1',
    'DROP TABLE t',
    'ALTER TABLE t ADD b int',
    'TRUNCATE TABLE t',
    'CALL p()',
  ])('refuses to write unless allowed: %s', async (sql) => {
    expect(await faultOf(() => parseRawSql(sql, false))).toBe('sql_refused');
    expect(await faultOf(() => parseRawSql(sql, true))).toBe('none');
  });

  it.each([
    '',
    ';',
    '-- nothing',
    '/* nothing */',
    'SELECT 1; SELECT 2',
    "SELECT ';' ; DELETE FROM t",
    "SELECT 'open",
    'SELECT /*! 1; */ 1',
    'SELECT /*!50000 1 */',
    'SELECT /*M! 1 */',
    'SELECT 1 INTO @x',
    'SELECT 1 INTO@x',
    'SELECT 1 INTO @`x`',
    'SELECT a INTO @@sql_mode FROM t',
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT 1 INTO DUMPFILE '/tmp/x'",
    'SELECT @a := 1',
    "SELECT LOAD_FILE('/etc/passwd')",
    "SELECT get_lock('a', 1)",
    "LOAD DATA INFILE '/etc/passwd' INTO TABLE t",
    'SET GLOBAL x = 1',
    'SET ROLE x',
    'BEGIN',
    'START TRANSACTION',
    'COMMIT',
    'USE mysql',
    'GRANT ALL ON *.* TO x',
    'CREATE USER x',
    'CREATE TEMPORARY TABLE t (a int)',
    'CREATE OR REPLACE TEMPORARY TABLE t (a int)',
    'DROP TEMPORARY TABLE t',
    'SET SESSION sql_mode = 1',
    'SET @x = 1',
    'SET STATEMENT max_statement_time = 1 FOR SELECT 1',
    "EXECUTE IMMEDIATE 'SET @x = 1'",
    "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'",
    'DROP DATABASE x',
    'ALTER USER x',
    'LOCK TABLES t WRITE',
    "PREPARE x FROM 'SELECT 1'",
    'EXECUTE x',
    'HANDLER t OPEN',
    'KILL 1',
    'SHUTDOWN',
    'INSTALL PLUGIN x SONAME "x"',
    'DO SLEEP(1)',
    'XA START "a"',
    'DELIMITER //',
  ])('refuses even when writing is allowed: %s', async (sql) => {
    expect(await faultOf(() => parseRawSql(sql, true))).toBe('sql_refused');
  });
});

await describeWith('mariadb', 'raw SQL on MariaDB', (server) => {
  let open: OpenConnector;
  beforeAll(async () => {
    open = await openConnector(server, [
      'CREATE TABLE t (r int, j json)',
      `INSERT INTO t VALUES (1, '{"a":1}'), (2, NULL)`,
      'CREATE FUNCTION writes() RETURNS int BEGIN INSERT INTO t VALUES (9, NULL); RETURN 1; END',
    ]);
  });
  afterAll(() => open.close());

  const run = (sql: string, parts: Partial<RawSql> = {}): Promise<RawSqlResult> =>
    open.connector.runSql({
      sql,
      params: [],
      write: false,
      timeoutMs: 5000,
      rowsMax: 10,
      ...parts,
    });

  it('renders every type as reads do, and columns that share a name', async () => {
    const columns = `1.50 AS n, x'01' AS b, CAST(0.1 AS FLOAT) AS f, 9007199254740993 AS i, NULL AS e,
      TIMESTAMP('2024-01-01 00:00:00') AS z, CAST(18446744073709551615 AS UNSIGNED) AS u, b'101' + 0 AS bits`;
    const expected =
      '{"n":"1.50","b":"AQ==","f":0.1,"i":9007199254740993,"e":null,"z":"2024-01-01T00:00:00Z","u":18446744073709551615,"bits":5}';
    expect((await run(`SELECT ${columns}`)).json).toBe(expected);
    // With parameters the driver speaks another protocol.
    expect((await run(`SELECT ${columns} FROM (SELECT ?) x`, { params: [1] })).json).toBe(expected);
    expect((await run('SELECT j, j FROM t WHERE r = 1')).json).toBe('{"j":{"a":1},"j":{"a":1}}');
  });

  it('keeps functions from writing when only reading is allowed', async () => {
    expect(await faultOf(() => run('SELECT writes()'))).toBe('sql_refused');
    expect((await run('SELECT COUNT(*) AS n FROM t')).json).toBe('{"n":2}');
  });

  it('leaves nothing of its session to those who come after', async () => {
    await open.execute(`CREATE PROCEDURE leaves() BEGIN
      CREATE TEMPORARY TABLE t AS SELECT 666 AS r;
      SET SESSION sql_mode = '';
      SET @kept = 1;
      DO GET_LOCK('kept', 0);
    END`);
    await run('CALL leaves()', { write: true });
    const look =
      'SELECT (SELECT COUNT(*) FROM t WHERE r = 666) AS n, @kept AS kept, @@sql_mode LIKE "%STRICT%" AS strict';
    // At once, so that a connection left behind would be among those that answer.
    const seen = await Promise.all(Array.from({ length: 5 }, () => run(look)));
    expect(seen.map(({ json }) => json)).toEqual(seen.map(() => '{"n":0,"kept":null,"strict":1}'));
    // The server ends a session after its connection was closed.
    const lock = (): Promise<RawSqlResult> => run("SELECT IS_USED_LOCK('kept') AS holder");
    await expect.poll(async () => (await lock()).json).toBe('{"holder":null}');
  });

  it('leaves no limit of its own behind', async () => {
    await run('SELECT 1', { rowsMax: 1 });
    const all = await Promise.all(
      Array.from({ length: 8 }, () => run('SELECT seq FROM seq_1_to_9')),
    );
    expect(all.map(({ count }) => count)).toEqual(all.map(() => 9));
  });

  it('says what is wrong with the words of the statement', async () => {
    await expect(run('SELECT nothing FROM t')).rejects.toThrow(/Unknown column 'nothing'/);
    await expect(run('SELECT * FROM nowhere')).rejects.toThrow(/nowhere/);
    expect(parseRows(await run('SHOW TABLES'))).toHaveLength(1);
  });
});

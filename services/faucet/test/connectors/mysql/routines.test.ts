import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CellValue } from '../../../src/query/plan.ts';
import { faultOf, parseRows } from '../contract/builders.ts';
import { type OpenConnector, openConnector } from './open-connector.ts';

const ddl = [
  'CREATE TABLE log (line varchar(20))',
  'CREATE PROCEDURE outputs(IN x int, OUT y bigint unsigned, INOUT z decimal(10,2)) BEGIN SET y = 18446744073709551615; SET z = z * x; END',
  `CREATE PROCEDURE listed(upto int) SELECT seq AS n, 1.50 AS amount, TIMESTAMP('2024-01-01 00:00:00') AS at, x'01ff' AS b FROM seq_1_to_10 WHERE seq <= upto`,
  'CREATE PROCEDURE silent(line varchar(20)) INSERT INTO log VALUES (line)',
  'CREATE FUNCTION joined(a varchar(10), b int) RETURNS varchar(30) DETERMINISTIC RETURN concat(a, b)',
  `CREATE FUNCTION noted(line varchar(20)) RETURNS datetime BEGIN INSERT INTO log VALUES (line); RETURN '2024-01-01'; END`,
  `CREATE PROCEDURE fails() SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stock is empty'`,
  'CREATE PROCEDURE slow() SELECT SLEEP(60)',
];

await describeWith('mariadb', 'routines of MariaDB', (server) => {
  let open: OpenConnector;
  beforeAll(async () => {
    open = await openConnector(server, ddl);
  });
  afterAll(() => open.close());

  const call = async (name: string, args: Record<string, CellValue>): Promise<unknown> =>
    parseRows(await open.connector.call(name, new Map(Object.entries(args))));

  it('take arguments by their declared names, whatever their order', async () => {
    expect(await call('joined', { b: 1, a: 'x' })).toEqual([{ joined: 'x1' }]);
  });

  it('answer the outputs of a procedure with exact values', async () => {
    const { json } = await open.connector.call(
      'outputs',
      new Map<string, CellValue>([
        ['z', '1.50'],
        ['x', 3],
      ]),
    );
    expect(json).toBe('{"y": 18446744073709551615, "z": "4.50"}');
  });

  it('answer the rows of a procedure', async () => {
    const row = { amount: '1.50', at: '2024-01-01T00:00:00Z', b: 'Af8=' };
    expect(await call('listed', { upto: 2 })).toEqual([
      { n: 1, ...row },
      { n: 2, ...row },
    ]);
    expect(await call('listed', { upto: 0 })).toEqual([]);
  });

  it('run once', async () => {
    expect(await call('silent', { line: 'a' })).toEqual([]);
    expect(await call('noted', { line: 'b' })).toEqual([{ noted: '2024-01-01T00:00:00Z' }]);
    const sql = 'SELECT line FROM log ORDER BY line';
    const rows = await open.connector.runSql({
      sql,
      params: [],
      write: false,
      timeoutMs: 5000,
      rowsMax: 9,
    });
    expect(parseRows(rows)).toEqual([{ line: 'a' }, { line: 'b' }]);
  });

  it('refuse unknown, missing and surplus arguments by name', async () => {
    await expect(call('joined', { c: 1, a: 'x', b: 1 })).rejects.toThrow(/"c".*a, b/);
    await expect(call('outputs', { y: 1, x: 1, z: 1 })).rejects.toThrow(/"y" is not a parameter/);
    await expect(call('joined', {})).rejects.toThrow(/missing "a", "b"/);
    expect(await faultOf(() => call('nothing', {}))).toBe('routine_not_found');
  });

  it('pass on what the owner of the database raised', async () => {
    await expect(call('fails', {})).rejects.toMatchObject({
      status: 400,
      message: /stock is empty/,
    });
  });

  it('are interrupted when their time is up, and the pool goes on', async () => {
    const called = open.connector.call('slow', new Map(), { timeoutMs: 100 });
    await expect(called).rejects.toMatchObject({ code: 'query_timeout' });
    expect(await call('joined', { a: 'x', b: 1 })).toEqual([{ joined: 'x1' }]);
  });
});

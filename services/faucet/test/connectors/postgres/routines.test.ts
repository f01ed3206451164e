import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CellValue } from '../../../src/query/plan.ts';
import { faultOf, parseRows } from '../contract/builders.ts';
import { type OpenConnector, openConnector } from './open-connector.ts';

const ddl = `
CREATE FUNCTION joined(first text, second text DEFAULT 'z') RETURNS text LANGUAGE sql AS $$ SELECT first || '-' || second $$;
CREATE FUNCTION positional(int, int) RETURNS int LANGUAGE sql AS $$ SELECT $1 - $2 $$;
CREATE FUNCTION listed(upto int) RETURNS TABLE (n int, amount numeric, at timestamptz) LANGUAGE sql
  AS $$ SELECT n, n * 1.50, '2024-01-01 00:00+00'::timestamptz FROM generate_series(1, upto) n $$;
CREATE FUNCTION sum_all(VARIADIC parts numeric[]) RETURNS numeric LANGUAGE sql AS $$ SELECT sum(p) FROM unnest(parts) p $$;
CREATE FUNCTION over(a int) RETURNS text LANGUAGE sql AS $$ SELECT 'int' $$;
CREATE FUNCTION over(b text) RETURNS text LANGUAGE sql AS $$ SELECT 'text' $$;
CREATE TABLE log (line text);
CREATE FUNCTION note(line text) RETURNS void LANGUAGE sql AS $$ INSERT INTO log VALUES (line) $$;
CREATE FUNCTION fails() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stock is empty'; END $$;
CREATE FUNCTION slow() RETURNS void LANGUAGE sql AS $$ SELECT pg_sleep(60) $$;
CREATE PROCEDURE bumped(OUT said text, INOUT total numeric, step numeric DEFAULT 1) LANGUAGE plpgsql
  AS $$ BEGIN total := total + step; said := 'done'; END $$;
CREATE PROCEDURE silent(line text) LANGUAGE sql AS $$ INSERT INTO log VALUES (line) $$;
`;

await describeWith('postgres', 'routines of PostgreSQL', (server) => {
  let open: OpenConnector;
  beforeAll(async () => {
    open = await openConnector(server, ddl);
  });
  afterAll(() => open.close());

  const call = async (name: string, args: Record<string, CellValue>): Promise<unknown> =>
    parseRows(await open.connector.call(name, new Map(Object.entries(args))));

  it('take arguments by their declared names, whatever their order', async () => {
    expect(await call('joined', { second: 'b', first: 'a' })).toEqual([{ joined: 'a-b' }]);
    expect(await call('joined', { first: 'a' })).toEqual([{ joined: 'a-z' }]);
    expect(await call('positional', { $2: 3, $1: 10 })).toEqual([{ positional: 7 }]);
  });

  it('answer rows with exact values', async () => {
    expect(await call('listed', { upto: 2 })).toEqual([
      { n: 1, amount: '1.50', at: '2024-01-01T00:00:00Z' },
      { n: 2, amount: '3.00', at: '2024-01-01T00:00:00Z' },
    ]);
    expect(await call('listed', { upto: 0 })).toEqual([]);
  });

  it('take a list for variadic parameters', async () => {
    const parts = { kind: 'json', text: '[1.25, 2]' } as const;
    expect(await call('sum_all', { parts })).toEqual([{ sum_all: '3.25' }]);
  });

  it('are chosen among overloads by the names of the arguments', async () => {
    expect(await call('over', { a: 1 })).toEqual([{ over: 'int' }]);
    expect(await call('over', { b: '1' })).toEqual([{ over: 'text' }]);
  });

  it('run once', async () => {
    expect(await call('note', { line: 'once' })).toEqual([{ note: null }]);
    expect(await call('silent', { line: 'twice' })).toEqual([]);
    const { json } = await open.connector.runSql({
      sql: 'SELECT line FROM log',
      params: [],
      write: false,
      timeoutMs: 5000,
      rowsMax: 10,
    });
    expect(parseRows({ json })).toEqual([{ line: 'once' }, { line: 'twice' }]);
  });

  it('answer the outputs of a procedure', async () => {
    const total = { kind: 'number', text: '9007199254740993.5' } as const;
    expect(await call('bumped', { total })).toEqual([
      { total: '9007199254740994.5', said: 'done' },
    ]);
  });

  it('refuse unknown, missing and surplus arguments by name', async () => {
    await expect(call('joined', { third: 1, first: 'a' })).rejects.toThrow(
      /"third".*first, second/,
    );
    await expect(call('joined', {})).rejects.toThrow(/missing "first"/);
    expect(await faultOf(() => call('nothing', {}))).toBe('routine_not_found');
  });

  it('pass on what the owner of the database raised', async () => {
    await expect(call('fails', {})).rejects.toMatchObject({
      status: 400,
      message: /stock is empty/,
    });
  });

  it('are interrupted when their time is up', async () => {
    const called = open.connector.call('slow', new Map(), { timeoutMs: 100 });
    await expect(called).rejects.toMatchObject({ code: 'query_timeout' });
  });
});

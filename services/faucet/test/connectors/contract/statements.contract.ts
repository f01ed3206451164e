import { expect, it } from 'vitest';
import type { RawSql, RawSqlResult } from '../../../src/connectors/connector.ts';
import { faultOf, insertOf, parseRows } from './builders.ts';
import { storePeople } from './people.ts';
import { type ContractState, itUnlessLacking } from './state.ts';

/** Statements the caller wrote. */
export const statementsContract = (state: ContractState): void => {
  const run = (sql: string, parts: Partial<RawSql> = {}): Promise<RawSqlResult> =>
    state.connector.runSql({
      sql,
      params: [],
      write: false,
      timeoutMs: 20_000,
      rowsMax: 100,
      ...parts,
    });
  const size = (): Promise<number> => state.connector.count(state.table('people'), undefined);
  const first = (): string => state.fixture.sql.placeholder(1);

  it('answer rows, with parameters bound', async () => {
    await storePeople(state);
    const result = await run(`SELECT name, age FROM people WHERE age > ${first()} ORDER BY id`, {
      params: [40],
    });
    expect(parseRows(result)).toEqual([
      { name: 'Dan 100%', age: 55 },
      { name: 'Fay_f', age: 41 },
    ]);
    expect(result).toMatchObject({ count: 2, truncated: false });
  });

  it('answer values as reads do', async () => {
    const table = state.table('specimens');
    const big = { kind: 'number', text: '9223372036854775807' } as const;
    await state.connector.insert(
      insertOf(table, [{ id: 1, big, real: 1, bytes: 'AP8=', words: 'ü🙂' }]),
    );
    const { json } = await run('SELECT big, bytes, words, NULL AS missing FROM specimens');
    expect(json.replaceAll(' ', '')).toBe(
      '{"big":9223372036854775807,"bytes":"AP8=","words":"ü🙂","missing":null}',
    );
  });

  it('are cut at the rows asked for, and say so', async () => {
    const cut = await run(state.fixture.sql.fiveRows, { rowsMax: 3 });
    expect([cut.count, cut.truncated, parseRows(cut).length]).toEqual([3, true, 3]);
    const whole = await run(state.fixture.sql.fiveRows, { rowsMax: 5 });
    expect([whole.count, whole.truncated]).toEqual([5, false]);
  });

  it('that read nothing answer nothing', async () => {
    expect(await run('SELECT name FROM people WHERE 1 = 0')).toMatchObject({ json: '', count: 0 });
  });

  it('do not write unless allowed', async () => {
    await storePeople(state);
    const attempts = [
      'DELETE FROM people',
      'UPDATE people SET age = 1',
      "INSERT INTO people (name) VALUES ('x')",
      'DROP TABLE people',
    ];
    for (const sql of attempts) {
      expect(['sql_refused', 'permission_denied']).toContain(await faultOf(() => run(sql)));
    }
    expect(await size()).toBe(7);
    // The next one still may not, whatever the last one tried.
    expect(await faultOf(() => run('DELETE FROM people'))).not.toBe('none');
  });

  it('write when allowed, and tell how many rows changed', async () => {
    await storePeople(state);
    const result = await run(`DELETE FROM people WHERE age = ${first()}`, {
      params: [20],
      write: true,
    });
    expect(result).toMatchObject({ json: '', count: 0, truncated: false, affected: 2 });
    expect(await size()).toBe(5);
  });

  it('are one at a time', async () => {
    await storePeople(state);
    const two = 'DELETE FROM people; SELECT 1';
    expect(await faultOf(() => run(two, { write: true }))).not.toBe('none');
    expect(await size()).toBe(7);
    const result = await run("SELECT ';' AS x; ");
    expect(parseRows(result)).toEqual([{ x: ';' }]);
  });

  it('that make no sense are the caller’s mistake', async () => {
    expect(await faultOf(() => run('SELEKT 1'))).toBe('sql_refused');
    expect(await faultOf(() => run('SELECT nope FROM people'))).toMatch(
      /sql_refused|unknown_column/,
    );
    expect(await faultOf(() => run('SELECT 1 FROM no_such_table'))).toMatch(
      /sql_refused|table_not_found/,
    );
    expect(await faultOf(() => run(''))).toBe('sql_refused');
  });

  itUnlessLacking(
    state,
    'interruption',
    'are really interrupted at their timeout, and others go on',
    async () => {
      const runaway = run(state.fixture.sql.runaway, { timeoutMs: 400 });
      const failed = faultOf(() => runaway);
      await storePeople(state);
      expect(await size()).toBe(7);
      expect(await failed).toBe('query_timeout');
      expect(await run(state.fixture.sql.fiveRows)).toMatchObject({ count: 5 });
    },
  );
};

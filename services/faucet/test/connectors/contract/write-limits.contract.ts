import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TableSchema } from '../../../src/model/schema.ts';
import { columnOf, compare, faultOf, insertOf, integer } from './builders.ts';
import type { ContractState } from './state.ts';

/** Writes that take longer than they may, on a connector opened with a limit. */
export const writeLimitsContract = (state: ContractState): void => {
  const counters = (): TableSchema => state.table('counters');
  const size = (table = counters()): Promise<number> => state.connector.count(table, undefined);
  const numbered = (word: string, count: number): { code: string; hits: number }[] =>
    Array.from({ length: count }, (_, index) => ({ code: `${word} ${index}`, hits: 1 }));
  const all = compare('hits', '>=', integer(0));
  const stored = 1600;

  beforeAll(async () => {
    await state.open({ writeTimeoutMs: 1000 });
    // So many that no adapter takes writing to all of them for a small matter. Not through the
    // connector, whose limit a busy machine may exceed already here.
    const rows = numbered('stored', stored).map(({ code, hits }) => `('${code}', ${hits})`);
    await state.execute(`INSERT INTO counters (code, hits) VALUES ${rows.join(', ')}`);
    for (const statement of state.fixture.sql.slowCounters) await state.execute(statement);
  });
  afterAll(() => state.close());

  it('interrupt an insert, and nothing of it stays', async () => {
    const plan = insertOf(counters(), numbered('late', 300));
    expect(await faultOf(() => state.connector.insert(plan))).toBe('query_timeout');
    expect(await size()).toBe(stored);
  });

  it('interrupt an update, and nothing of it stays', async () => {
    const table = counters();
    const set = [{ column: columnOf(table, 'note'), value: 'late' }];
    const plan = { table, set, where: all, returning: table.columns };
    expect(await faultOf(() => state.connector.update(plan))).toBe('query_timeout');
    const noted = { kind: 'null', column: 'note', negated: true } as const;
    expect(await state.connector.count(table, noted)).toBe(0);
  });

  it('interrupt a delete, and nothing of it goes', async () => {
    const plan = { table: counters(), where: all };
    await expect(async () => state.connector.delete(plan)).rejects.toThrow(
      'Delete failed: stopped after 1 seconds',
    );
    expect(await size()).toBe(stored);
  });

  it('undo the whole transaction of a write', async () => {
    const people = state.table('people');
    const transaction = (): Promise<unknown> =>
      state.connector.transaction(async (session) => {
        await session.insert(insertOf(people, [{ name: 'Ada' }]));
        await session.delete({ table: counters(), where: all });
      });
    expect(await faultOf(transaction)).toBe('query_timeout');
    expect([await size(people), await size()]).toEqual([0, stored]);
  });

  it('leave the connector able to write', async () => {
    const people = state.table('people');
    await state.connector.insert(insertOf(people, [{ name: 'Ada' }]));
    expect(await size(people)).toBe(1);
  });
};

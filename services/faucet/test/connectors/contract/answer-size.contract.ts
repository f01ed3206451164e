import { beforeEach, expect, it } from 'vitest';
import type { PreparedRead, RawSqlResult } from '../../../src/connectors/connector.ts';
import { compare, faultOf, insertOf, integer, selectOf, text } from './builders.ts';
import type { ContractState } from './state.ts';

/** Answers that are held in memory, and how large they may be. */
export const answerSizeContract = (state: ContractState): void => {
  const rows = 30;
  const name = 'x'.repeat(60_000);
  const limit = { answerBytesMax: 1024 * 1024 };
  const ample = { answerBytesMax: 4 * 1024 * 1024 };
  const read = (parts: Parameters<typeof selectOf>[1]): PreparedRead =>
    state.connector.prepareRead(selectOf(state.table('people'), parts));
  const raw = (answerBytesMax: number): Promise<RawSqlResult> =>
    state.connector.runSql({
      sql: 'SELECT name FROM people',
      params: [],
      write: false,
      timeoutMs: 20_000,
      rowsMax: 100,
      answerBytesMax,
    });

  beforeEach(async () => {
    const records = Array.from({ length: rows }, (_, age) => ({ name, age }));
    await state.connector.insert(insertOf(state.table('people'), records));
  });

  it('hold lists', async () => {
    const list = read({ limit: 100 });
    await expect(async () => list.read(limit)).rejects.toMatchObject({
      code: 'answer_too_large',
      status: 400,
      message: /larger than 1 MiB.*limit.*x-ndjson/,
    });
    expect((await list.read(ample)).count).toBe(rows);
    expect((await read({ limit: 10 }).read(limit)).count).toBe(10);
  });

  it('hold lists that are searched for, and those with keys', async () => {
    const where = compare('name', '!=', text('y'));
    const searched = read({ where, limit: 100, keys: ['age'] });
    expect(await faultOf(async () => searched.read(limit))).toBe('answer_too_large');
    expect(await faultOf(() => searched.readKeyed(limit))).toBe('answer_too_large');
    expect(await searched.readKeyed(ample)).toHaveLength(rows);
  });

  it('hold lists that were small when they were asked for before', async () => {
    const list = read({ where: compare('age', '>=', integer(0)), limit: 100 });
    for (let time = 0; time < 5; time += 1) await list.read(ample);
    const results = await Promise.allSettled(
      [limit, ample, limit].map(async (run) => list.read(run)),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });

  it('hold single records', async () => {
    const one = read({ where: compare('age', '=', integer(3)), limit: 1 });
    expect(await faultOf(async () => one.read({ answerBytesMax: 50_000 }))).toBe(
      'answer_too_large',
    );
    expect((await one.read(limit)).count).toBe(1);
  });

  it('hold the statements of callers', async () => {
    expect(await faultOf(() => raw(limit.answerBytesMax))).toBe('answer_too_large');
    expect((await raw(ample.answerBytesMax)).count).toBe(rows);
  });

  it('do not hold streams', async () => {
    let chars = 0;
    for await (const chunk of read({}).stream({ answerBytesMax: 50_000 })) chars += chunk.length;
    expect(chars).toBeGreaterThan(rows * name.length);
  });
};

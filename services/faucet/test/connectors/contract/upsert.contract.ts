import { beforeEach, expect, it } from 'vitest';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { CellValue, InsertPlan } from '../../../src/query/plan.ts';
import type { Predicate } from '../../../src/query/predicate.ts';
import {
  compare,
  faultOf,
  insertOf,
  integer,
  readRows,
  type Row,
  selectOf,
  text,
} from './builders.ts';
import type { ContractState } from './state.ts';

type Records = readonly Readonly<Record<string, CellValue>>[];

/** Inserting or updating by a key. */
export const upsertContract = (state: ContractState): void => {
  const counters = (): TableSchema => state.table('counters');
  const upsert = async (
    records: Records,
    action: 'update' | 'nothing' = 'update',
    check?: Predicate,
  ): Promise<readonly Row[]> => {
    const update = action === 'update' ? ['hits', 'note'] : [];
    const onConflict: InsertPlan['onConflict'] = {
      columns: ['code'],
      action,
      update,
      ...(check && { check }),
    };
    const { rows } = await state.connector.insert(insertOf(counters(), records, { onConflict }));
    return rows.map((row) => JSON.parse(row) as Row);
  };
  const stored = (): Promise<readonly Row[]> =>
    readRows(
      state.connector.prepareRead(
        selectOf(counters(), { order: [{ target: { column: 'code' }, direction: 'asc' }] }),
      ),
    );
  beforeEach(async () => {
    await state.connector.insert(insertOf(counters(), [{ code: 'a', hits: 1, note: 'first' }]));
  });

  it('inserts what is new and updates what is there, in the order given', async () => {
    const rows = await upsert([
      { code: 'b', hits: 5, note: null },
      { code: 'a', hits: 2, note: 'second' },
    ]);
    expect(rows).toEqual([
      { code: 'b', hits: 5, note: null },
      { code: 'a', hits: 2, note: 'second' },
    ]);
    expect(await stored()).toHaveLength(2);
  });

  it('leaves columns alone that a row does not mention', async () => {
    await upsert([
      { code: 'a', hits: 7 },
      { code: 'c', note: 'new' },
    ]);
    expect(await stored()).toEqual([
      { code: 'a', hits: 7, note: 'first' },
      { code: 'c', hits: 0, note: 'new' },
    ]);
  });

  it('answers the row even when there is nothing to change', async () => {
    expect(await upsert([{ code: 'a' }])).toEqual([{ code: 'a', hits: 1, note: 'first' }]);
  });

  it('may leave what is there as it is', async () => {
    const rows = await upsert(
      [
        { code: 'a', hits: 9 },
        { code: 'b', hits: 3 },
      ],
      'nothing',
    );
    expect(rows).toEqual([{ code: 'b', hits: 3, note: null }]);
    expect((await stored())[0]).toEqual({ code: 'a', hits: 1, note: 'first' });
  });

  it('works by a unique column too', async () => {
    const people = state.table('people');
    const onConflict: InsertPlan['onConflict'] = {
      columns: ['email'],
      action: 'update',
      update: ['name'],
    };
    await state.connector.insert(insertOf(people, [{ name: 'Old', email: 'a@x', age: 3 }]));
    const { rows } = await state.connector.insert(
      insertOf(people, [{ name: 'New', email: 'a@x' }], { onConflict }),
    );
    expect(JSON.parse(rows[0] ?? '')).toMatchObject({ name: 'New', age: 3 });
  });

  it('is refused as a whole where an existing row may not be touched', async () => {
    const mine = compare('note', '=', text('mine'));
    const records = [
      { code: 'b', hits: 2 },
      { code: 'a', hits: 2 },
    ];
    expect(await faultOf(() => upsert(records, 'update', mine))).toBe('row_refused');
    expect(await stored()).toEqual([{ code: 'a', hits: 1, note: 'first' }]);
    const first = compare('note', '=', text('first'));
    expect(await upsert([{ code: 'a', hits: 2 }], 'update', first)).toHaveLength(1);
  });

  it('is refused where the outcome breaks the check', async () => {
    const onConflict: InsertPlan['onConflict'] = {
      columns: ['code'],
      action: 'update',
      update: ['hits'],
    };
    const check = compare('hits', '<', integer(10));
    const plan = insertOf(counters(), [{ code: 'a', hits: 11 }], { onConflict, check });
    expect(await faultOf(() => state.connector.insert(plan))).toBe('row_refused');
    expect((await stored())[0]?.['hits']).toBe(1);
  });
};

import { beforeEach, expect, it } from 'vitest';
import type { AggregateFunction, Projection, SelectPlan } from '../../../src/query/plan.ts';
import { columnOf, compare, integer, readRows, type Row, selectOf, text } from './builders.ts';
import { storePeople } from './people.ts';
import type { ContractState } from './state.ts';

/** Aggregates, groups and conditions on groups. */
export const aggregatesContract = (state: ContractState): void => {
  const field = (name: string): Projection => ({
    kind: 'column',
    column: columnOf(state.table('people'), name),
  });
  const of = (
    name: AggregateFunction,
    column: string | undefined,
    alias: string,
    distinct = false,
  ): Projection => ({
    kind: 'aggregate',
    name,
    ...(column !== undefined && { column: columnOf(state.table('people'), column) }),
    distinct,
    alias,
  });
  const read = (parts: Partial<SelectPlan>): Promise<readonly Row[]> =>
    readRows(state.connector.prepareRead(selectOf(state.table('people'), parts)));
  /** Numbers that a database may render as text, because they are decimals there. */
  const numbers = (row: Row | undefined): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(row ?? {}).map(([name, value]) => [
        name,
        value === null ? null : Number(value),
      ]),
    );
  beforeEach(() => storePeople(state));

  it('count, sum, average, least and greatest', async () => {
    const projections = [
      of('count', undefined, 'all'),
      of('count', 'age', 'ages'),
      of('count', 'age', 'different', true),
      of('sum', 'age', 'total'),
      of('avg', 'balance', 'mean'),
      of('min', 'age', 'youngest'),
      of('max', 'balance', 'richest'),
    ];
    const [row] = await read({ projections });
    expect(numbers(row)).toEqual({
      all: 7,
      ages: 6,
      different: 4,
      total: 208,
      mean: expect.closeTo(121.75 / 7, 6) as unknown,
      youngest: 20,
      richest: 100,
    });
    expect(row?.['all']).toBe(7);
  });

  it('find the least text and the latest day', async () => {
    const [row] = await read({
      projections: [of('min', 'name', 'first'), of('max', 'city', 'last')],
    });
    expect(row).toEqual({ first: 'Ada', last: 'Zürich' });
  });

  it('of nothing are null, and zero for counts', async () => {
    const projections = [
      of('sum', 'age', 'total'),
      of('count', undefined, 'all'),
      of('max', 'city', 'last'),
    ];
    expect(await read({ projections, where: { kind: 'never' } })).toEqual([
      { total: null, all: 0, last: null },
    ]);
  });

  it('come for each group, sorted by an alias and paged', async () => {
    const rows = await read({
      projections: [field('city'), of('count', undefined, 'n'), of('max', 'age', 'oldest')],
      group: ['city'],
      order: [
        { target: { alias: 'n' }, direction: 'desc' },
        { target: { column: 'city' }, direction: 'asc' },
      ],
      limit: 3,
    });
    expect(rows).toEqual([
      { city: 'Paris', n: 2, oldest: 55 },
      { city: null, n: 2, oldest: 36 },
      { city: "L'Aquila", n: 1, oldest: null },
    ]);
  });

  it('a group without aggregates answers different values', async () => {
    const rows = await read({
      projections: [field('age')],
      group: ['age'],
      order: [{ target: { column: 'age' }, direction: 'asc' }],
    });
    expect(rows.map(({ age }) => age)).toEqual([20, 36, 41, 55, null]);
  });

  it('groups may be filtered by their aggregates and their columns', async () => {
    const rows = await read({
      projections: [field('city'), of('count', undefined, 'n')],
      group: ['city'],
      where: compare('age', '>', integer(19)),
      having: {
        kind: 'and',
        terms: [compare('n', '>=', integer(2)), compare('city', '=', text('Paris'))],
      },
    });
    expect(rows).toEqual([{ city: 'Paris', n: 2 }]);
  });

  it('of a whole table may be filtered too', async () => {
    const plan = { projections: [of('count', undefined, 'n')] };
    expect(await read({ ...plan, having: compare('n', '>', integer(6)) })).toEqual([{ n: 7 }]);
    expect(await read({ ...plan, having: compare('n', '>', integer(7)) })).toEqual([]);
  });

  it('stream like other rows', async () => {
    const plan = selectOf(state.table('people'), {
      projections: [field('is_active'), of('sum', 'age', 'years')],
      group: ['is_active'],
      order: [{ target: { alias: 'years' }, direction: 'desc' }],
    });
    let lines = '';
    for await (const chunk of state.connector.prepareRead(plan).stream()) lines += chunk;
    const rows = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    const [no, yes] = state.fixture.booleans;
    expect(rows.map(({ is_active, years }) => [is_active, Number(years)])).toEqual([
      [yes, 131],
      [no, 77],
    ]);
  });
};

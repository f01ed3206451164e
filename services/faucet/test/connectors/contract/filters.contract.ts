import { beforeEach, describe, expect, it } from 'vitest';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { Predicate } from '../../../src/query/predicate.ts';
import {
  boolean,
  compare,
  decimal,
  faultOf,
  insertOf,
  integer,
  key,
  readRows,
  selectOf,
  text,
} from './builders.ts';
import { storePeople } from './people.ts';
import type { ContractState } from './state.ts';

/** Conditions: what each finds, in reads and in counts alike. */
export const filtersContract = (state: ContractState): void => {
  const people = (): TableSchema => state.table('people');
  /** The initials of those found, in order. */
  const found = async (where: Predicate): Promise<string> => {
    const plan = selectOf(people(), { where, limit: 100 });
    const rows = await readRows(state.connector.prepareRead(plan));
    expect(await state.connector.count(people(), where)).toBe(rows.length);
    return rows
      .map(({ name }) => String(name)[0])
      .toSorted()
      .join('');
  };
  const not = (term: Predicate): Predicate => ({ kind: 'not', term });
  const and = (...terms: readonly Predicate[]): Predicate => ({ kind: 'and', terms });
  const or = (...terms: readonly Predicate[]): Predicate => ({ kind: 'or', terms });
  const isNull = (column: string, negated = false): Predicate => ({
    kind: 'null',
    column,
    negated,
  });
  const oneOf = (column: string, ages: readonly number[], negated = false): Predicate => ({
    kind: 'in',
    column,
    values: ages.map((age) => integer(age)),
    negated,
  });
  const between = (negated: boolean): Predicate => ({
    kind: 'between',
    column: 'age',
    low: integer(20),
    high: integer(36),
    negated,
  });
  const like = (pattern: string, negated = false): Predicate => ({
    kind: 'like',
    column: 'name',
    pattern: text(pattern),
    negated,
  });
  const match = (position: 'anywhere' | 'start' | 'end', part: string): Predicate => ({
    kind: 'match',
    column: 'name',
    position,
    text: part,
  });
  let ids: readonly number[] = [];
  beforeEach(async () => {
    ids = await storePeople(state);
  });

  const cases: readonly (readonly [string, Predicate, string])[] = [
    ['age = 36', compare('age', '=', integer(36)), 'AG'],
    ['age != 36, which null is not', compare('age', '!=', integer(36)), 'BDEF'],
    ['age < 36', compare('age', '<', integer(36)), 'BE'],
    ['age <= 36', compare('age', '<=', integer(36)), 'ABEG'],
    ['age > 41', compare('age', '>', integer(41)), 'D'],
    ['age >= 41', compare('age', '>=', integer(41)), 'DF'],
    ['balance > 1.25', compare('balance', '>', decimal('1.25')), 'ADEFG'],
    ['balance = -2', compare('balance', '=', integer(-2)), 'B'],
    ['age > 35.5', compare('age', '>', decimal('35.5')), 'ADFG'],
    ['text with a quote', compare('city', '=', text("L'Aquila")), 'C'],
    ['text that is SQL', compare('city', '=', text("' OR 1=1 --")), ''],
    ['text beyond ASCII', compare('city', '=', text('Zürich')), 'F'],
    ['is_active = TRUE', compare('is_active', '=', boolean(true)), 'ABCDE'],
    ['is_active = FALSE', compare('is_active', '=', boolean(false)), 'FG'],
    ['is_active = 1', compare('is_active', '=', integer(1)), 'ABCDE'],
    ['a number as text', compare('age', '=', text('36')), 'AG'],
    ['in', oneOf('age', [20, 55, 99]), 'BDE'],
    ['not in', oneOf('age', [20, 55], true), 'AFG'],
    ['in nothing', oneOf('age', []), ''],
    ['not in nothing', oneOf('age', [], true), 'ABCDEFG'],
    ['between', between(false), 'ABEG'],
    ['not between', between(true), 'DF'],
    ['is null', isNull('email'), 'CF'],
    ['is not null', isNull('email', true), 'ABDEG'],
    ['like with %', like('%100%'), 'D'],
    ['like with _', like('_us%'), 'G'],
    ['not like', like('%a%', true), 'BCG'],
    ['contains a percent sign', match('anywhere', '%'), 'D'],
    ['contains an underscore', match('anywhere', '_'), 'F'],
    ['contains a backslash', match('anywhere', '\\'), 'E'],
    ['contains a quote', match('anywhere', "O'N"), 'C'],
    ['starts with', match('start', 'Da'), 'D'],
    ['ends with an emoji', match('end', '🙂'), 'G'],
    ['ends with nothing', match('end', ''), 'ABCDEFG'],
    ['never', { kind: 'never' }, ''],
    ['not never', not({ kind: 'never' }), 'ABCDEFG'],
    ['and', and(compare('age', '=', integer(36)), compare('city', '=', text('Paris'))), 'A'],
    ['or', or(compare('age', '=', integer(55)), isNull('email')), 'CDF'],
    [
      'or inside and',
      and(or(compare('age', '=', integer(36)), compare('age', '=', integer(20))), isNull('city')),
      'EG',
    ],
    ['not over or', not(or(isNull('age'), compare('age', '>', integer(20)))), 'BE'],
    ['and of nothing', and(), 'ABCDEFG'],
    ['or of nothing', or(), ''],
  ];
  it.each(cases)('finds by %s', async (_, where, initials) => {
    expect(await found(where)).toBe(initials);
  });

  it('finds by key, one and several', async () => {
    expect(await found(key(['id'], [integer(ids[1] ?? 0)]))).toBe('B');
    expect(await found(key(['id'], [text(String(ids[0]))], [integer(ids[3] ?? 0)]))).toBe('AD');
    expect(await found(key(['id']))).toBe('');
  });

  it('finds by a key of several columns', async () => {
    await state.connector.insert(insertOf(state.table('orders'), [{ person_id: ids[0] ?? 0 }]));
    const [order] = await readRows(state.connector.prepareRead(selectOf(state.table('orders'))));
    const id = Number(order?.['id']);
    const lines = [1, 2, 3].map((line) => ({
      order_id: id,
      line_no: line,
      product: 'x',
      quantity: line,
    }));
    await state.connector.insert(insertOf(state.table('order_lines'), lines));
    const where = key(
      ['order_id', 'line_no'],
      [integer(id), integer(1)],
      [integer(id), integer(3)],
    );
    expect(await state.connector.count(state.table('order_lines'), where)).toBe(2);
  });

  it('takes a thousand alternatives', async () => {
    const terms = Array.from({ length: 1000 }, (_, age) => compare('age', '=', integer(age)));
    expect(await found(or(...terms))).toBe('ABDEFG');
    const rows = Array.from({ length: 1000 }, (_, age) => [integer(age), text('Paris')]);
    expect(await found(key(['age', 'city'], ...rows))).toBe('AD');
  });

  describe('refuses', () => {
    it('a column the table does not have, by name', async () => {
      const where = compare('nope', '=', integer(1));
      expect(await faultOf(() => found(where))).toBe('unknown_column');
      expect(await faultOf(() => state.connector.count(people(), where))).toBe('unknown_column');
    });

    it('text that is no number for a column of numbers', async () => {
      expect(await faultOf(() => found(compare('age', '=', text('old'))))).toBe('invalid_value');
      expect(await faultOf(() => found(key(['id'], [text('1 OR 1=1')])))).toBe('invalid_value');
    });

    it('what is neither true nor false for a boolean', async () => {
      expect(await faultOf(() => found(compare('is_active', '=', text('maybe'))))).toBe(
        'invalid_value',
      );
    });
  });
};

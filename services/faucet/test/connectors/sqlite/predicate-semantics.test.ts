import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { Literal, Predicate } from '../../../src/query/predicate.ts';
import { insertOf, integer } from '../contract/builders.ts';
import { openTestConnector } from './sqlite-fixture.ts';

/**
 * Random conditions over a small table of numbers and nulls, counted by SQLite and by the few lines
 * of three-valued logic below: both must find as many rows.
 */
type Cells = Readonly<Record<string, number | null>>;
type Truth = boolean | null;

const columns = ['a', 'b', 'c'];
const values = [null, -1, 0, 1, 2, 3];
const rows: readonly Cells[] = values.flatMap((a) =>
  values.flatMap((b) => [0, null, 2].map((c) => ({ a, b, c }))),
);

const column = fc.constantFrom(...columns);
const number = fc.integer({ min: -1, max: 3 });
const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      kind: fc.constant('compare' as const),
      column,
      operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
      value: number.map((one) => integer(one)),
    }),
    fc.record({
      kind: fc.constant('in' as const),
      column,
      values: fc.array(
        number.map((one) => integer(one)),
        { maxLength: 3 },
      ),
      negated: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('between' as const),
      column,
      low: number.map((one) => integer(one)),
      high: number.map((one) => integer(one)),
      negated: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('null' as const), column, negated: fc.boolean() }),
    fc.record({
      kind: fc.constant('after' as const),
      order: fc.shuffledSubarray(columns, { minLength: 1 }).chain((names) =>
        fc.tuple(
          ...names.map((name) =>
            fc.record({
              column: fc.constant(name),
              direction: fc.constantFrom('asc' as const, 'desc' as const),
              value: fc.option(number.map((one) => integer(one))),
            }),
          ),
        ),
      ),
    }),
    fc.record({ kind: fc.constant('never' as const) }),
    fc.record({ kind: fc.constant('not' as const), term: tie('predicate') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      terms: fc.array(tie('predicate'), { maxLength: 12 }),
    }),
  ),
}));

const evaluate = (condition: Predicate, row: Cells): Truth => {
  switch (condition.kind) {
    case 'and':
      return all(condition.terms.map((term) => evaluate(term, row)));
    case 'or':
      return not(all(condition.terms.map((term) => not(evaluate(term, row)))));
    case 'not':
      return not(evaluate(condition.term, row));
    case 'compare':
      return compared(row[condition.column] ?? null, condition.operator, digits(condition.value));
    case 'in': {
      const equal = condition.values.map((value) =>
        compared(row[condition.column] ?? null, '=', digits(value)),
      );
      const found = not(all(equal.map(not)));
      return condition.negated ? not(found) : found;
    }
    case 'between': {
      const cell = row[condition.column] ?? null;
      const inside = all([
        compared(cell, '>=', digits(condition.low)),
        compared(cell, '<=', digits(condition.high)),
      ]);
      return condition.negated ? not(inside) : inside;
    }
    case 'null':
      return ((row[condition.column] ?? null) === null) !== condition.negated;
    case 'after':
      return isAfter(condition, row);
    default:
      return false;
  }
};

const not = (truth: Truth): Truth => (truth === null ? null : !truth);
const all = (truths: readonly Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(null) ? null : true;
const digits = (literal: Literal): number => Number('text' in literal ? literal.text : NaN);

const compared = (left: number | null, operator: string, right: number): Truth => {
  if (left === null) return null;
  const order = Math.sign(left - right);
  return (
    {
      '=': order === 0,
      '!=': order !== 0,
      '<': order < 0,
      '<=': order <= 0,
      '>': order > 0,
      '>=': order >= 0,
    }[operator] ?? null
  );
};

/** Nulls last upwards and first downwards: in both a null counts as more than any number. */
const isAfter = ({ order }: Extract<Predicate, { kind: 'after' }>, row: Cells): boolean => {
  for (const { column: name, direction, value } of order) {
    const cell = row[name] ?? Infinity;
    const position = value === null ? Infinity : digits(value);
    if (cell === position) continue;
    return direction === 'asc' ? cell > position : cell < position;
  }
  return false;
};

let connector: Connector;
let table: TableSchema;
beforeAll(async () => {
  connector = await openTestConnector(':memory:');
  const sql = 'CREATE TABLE cells (a INTEGER, b INTEGER, c INTEGER)';
  await connector.runSql({ sql, params: [], write: true, timeoutMs: 1000, rowsMax: 1 });
  const found = await connector.introspectTable('cells');
  if (found === undefined) throw new Error('not there');
  table = found;
  await connector.insert(insertOf(table, rows));
});
afterAll(() => connector.close());

/** `after` is a yes or no of its own; below NOT its nulls would be SQL's, so it is tried bare. */
const isAfterInNot = (condition: Predicate, inNot = false): boolean => {
  if (condition.kind === 'after') return inNot;
  if (condition.kind === 'not') return isAfterInNot(condition.term, true);
  return 'terms' in condition && condition.terms.some((term) => isAfterInNot(term, inNot));
};

it('finds the rows that three-valued logic finds', async () => {
  const property = fc.asyncProperty(predicate, async (condition) => {
    fc.pre(!isAfterInNot(condition));
    const expected = rows.filter((row) => evaluate(condition, row) === true).length;
    expect(await connector.count(table, condition)).toBe(expected);
  });
  await fc.assert(property, { numRuns: 500 });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumOfRules, unrestricted } from '../../src/access/permission.ts';
import type { RowCondition } from '../../src/access/permission.ts';
import type { AccessRule, RowFilter } from '../../src/model/role.ts';

type Rule = Pick<AccessRule, 'filters' | 'filterOp' | 'columns'>;

const filter = (name: string): RowFilter => ({ name, operator: '=', value: 1 });
const rule = (parts: Partial<Rule>): Rule => ({
  filters: [],
  filterOp: 'AND',
  columns: [],
  ...parts,
});
const term = (name: string): RowCondition => ({ kind: 'filter', filter: filter(name) });

describe('sumOfRules', () => {
  it('opens everything by one rule without filters and columns', () => {
    const permission = sumOfRules('r', [rule({})]);
    expect(permission).toMatchObject({ role: 'r' });
    expect(permission.rowFilter).toBeUndefined();
    expect(permission.columns).toBeUndefined();
    expect(permission.rowFilterFor(['a'])).toBeUndefined();
  });

  it('joins the filters of a rule by its operator and rules by OR', () => {
    const both = sumOfRules('r', [
      rule({ filters: [filter('a'), filter('b')] }),
      rule({ filters: [filter('c'), filter('d')], filterOp: 'OR' }),
      rule({ filters: [filter('e')] }),
    ]);
    expect(both.rowFilter).toEqual({
      kind: 'any',
      terms: [
        { kind: 'all', terms: [term('a'), term('b')] },
        { kind: 'any', terms: [term('c'), term('d')] },
        term('e'),
      ],
    });
  });

  it('lifts the restriction by a rule without filters', () => {
    const permission = sumOfRules('r', [rule({ filters: [filter('a')] }), rule({})]);
    expect(permission.rowFilter).toBeUndefined();
  });

  it('adds up columns, and a rule without a list opens all', () => {
    const some = sumOfRules('r', [rule({ columns: ['a'] }), rule({ columns: ['b', 'a'] })]);
    expect(some.columns).toEqual(new Set(['a', 'b']));
    expect(some.rowFilter).toBeUndefined();
    expect(sumOfRules('r', [rule({ columns: ['a'] }), rule({})]).columns).toBeUndefined();
  });

  it('does not let two rules together open a cell that neither opens', () => {
    // Everybody's name; the salary only of one's own row.
    const permission = sumOfRules('r', [
      rule({ columns: ['id', 'name'] }),
      rule({ columns: ['salary'], filters: [filter('me')] }),
    ]);
    expect(permission.columns).toEqual(new Set(['id', 'name', 'salary']));
    expect(permission.rowFilterFor(['id', 'name'])).toBeUndefined();
    expect(permission.rowFilterFor(['name', 'salary'])).toEqual(term('me'));
    expect(permission.rowFilter).toEqual(term('me'));
  });

  it('opens no row for a column that no rule opens', () => {
    const permission = sumOfRules('r', [rule({ columns: ['a'] })]);
    expect(permission.rowFilterFor(['b'])).toEqual({ kind: 'any', terms: [] });
  });

  it('counts and deletes the rows that any rule opens', () => {
    const permission = sumOfRules('r', [
      rule({ columns: ['a'], filters: [filter('x')] }),
      rule({ columns: ['b'], filters: [filter('y')] }),
    ]);
    expect(permission.rowFilterFor([])).toEqual({ kind: 'any', terms: [term('x'), term('y')] });
    expect(permission.rowFilter).toEqual({ kind: 'all', terms: [term('x'), term('y')] });
  });

  /** A row is the set of names whose filter it satisfies. */
  const satisfies = (condition: RowCondition | undefined, row: ReadonlySet<string>): boolean => {
    if (condition === undefined) return true;
    if (condition.kind === 'filter') return row.has(condition.filter.name);
    return condition.kind === 'all'
      ? condition.terms.every((one) => satisfies(one, row))
      : condition.terms.some((one) => satisfies(one, row));
  };
  const opensRow = ({ filters, filterOp }: Rule, row: ReadonlySet<string>): boolean => {
    if (filters.length === 0) return true;
    const matches = filters.map(({ name }) => row.has(name));
    return filterOp === 'OR' ? matches.includes(true) : !matches.includes(false);
  };
  const opensColumn = ({ columns }: Rule, column: string): boolean =>
    columns.length === 0 || columns.includes(column);

  const names = fc.constantFrom('x', 'y', 'z');
  const columnNames = ['a', 'b', 'c'] as const;
  const anyRule: fc.Arbitrary<Rule> = fc.record({
    filters: fc.array(names.map(filter), { maxLength: 3 }),
    filterOp: fc.constantFrom('AND', 'OR'),
    columns: fc.subarray([...columnNames]),
  });

  it('opens a row for columns exactly when each of the cells is opened by some rule', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(names).map((row) => new Set(row)),
        fc.subarray([...columnNames], { minLength: 1 }),
        (rules, row, columns) => {
          const expected = columns.every((column) =>
            rules.some((one) => opensColumn(one, column) && opensRow(one, row)),
          );
          const permission = sumOfRules('r', rules);
          expect(satisfies(permission.rowFilterFor(columns), row)).toBe(expected);
        },
      ),
    );
  });

  it('never opens more by the static filter than by the one for the columns asked for', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(names).map((row) => new Set(row)),
        (rules, row) => {
          const permission = sumOfRules('r', rules);
          const open = columnNames.filter((one) => permission.columns?.has(one) ?? true);
          if (satisfies(permission.rowFilter, row)) {
            expect(satisfies(permission.rowFilterFor(open), row)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('unrestricted', () => {
  it('opens all rows and columns and has no role', () => {
    expect(unrestricted.role).toBeUndefined();
    expect(unrestricted.columns).toBeUndefined();
    expect(unrestricted.rowFilterFor(['a'])).toBeUndefined();
  });
});

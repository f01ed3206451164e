import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unrestricted } from '../../src/access/permission.ts';
import { columnScope } from '../../src/query/column-scope.ts';
import { filterBytesMax, filterLevelsMax, parseFilter } from '../../src/query/parse-filter.ts';
import type { Literal, Predicate } from '../../src/query/predicate.ts';
import { caught } from './caught.ts';
import { printFilter } from './print-filter.ts';
import { customers } from './tables.ts';

const scope = columnScope(customers, unrestricted);
const parse = (text: string): Predicate | undefined => parseFilter(text, scope);
const message = (text: string): string => caught(() => parse(text)).message;

const text = (value: string): Literal => ({ kind: 'text', value });
const integer = (value: string): Literal => ({ kind: 'integer', text: value });
const equals = (column: string, value: Literal): Predicate => ({
  kind: 'compare',
  column,
  operator: '=',
  value,
});

describe('a filter', () => {
  it('that is empty or blank is none', () => {
    expect(parse('')).toBeUndefined();
    expect(parse(' \n\t')).toBeUndefined();
  });

  it('binds NOT before AND before OR', () => {
    const id = (value: string): Predicate => equals('id', integer(value));
    expect(parse('id = 1 OR NOT id = 2 AND id = 3')).toEqual({
      kind: 'or',
      terms: [id('1'), { kind: 'and', terms: [{ kind: 'not', term: id('2') }, id('3')] }],
    });
    expect(parse('(id = 1 OR id = 2) AND id = 3')).toEqual({
      kind: 'and',
      terms: [{ kind: 'or', terms: [id('1'), id('2')] }, id('3')],
    });
  });

  it('reads every form of comparison, keywords in any case', () => {
    const forms: readonly (readonly [string, Predicate])[] = [
      ['age<>30', { kind: 'compare', column: 'age', operator: '!=', value: integer('30') }],
      ['age != -3', { kind: 'compare', column: 'age', operator: '!=', value: integer('-3') }],
      ['age >= 007', { kind: 'compare', column: 'age', operator: '>=', value: integer('7') }],
      ["city = 'L''Aquila'", equals('city', text("L'Aquila"))],
      ["city = ''", equals('city', text(''))],
      ['is_active = true', equals('is_active', { kind: 'boolean', value: true })],
      [
        'age in (1,2)',
        { kind: 'in', column: 'age', values: [integer('1'), integer('2')], negated: false },
      ],
      ['age Not In (1)', { kind: 'in', column: 'age', values: [integer('1')], negated: true }],
      ["name LIKE 'A%'", { kind: 'like', column: 'name', pattern: text('A%'), negated: false }],
      ["name NOT LIKE '_'", { kind: 'like', column: 'name', pattern: text('_'), negated: true }],
      [
        'age BETWEEN 1 AND 2',
        { kind: 'between', column: 'age', low: integer('1'), high: integer('2'), negated: false },
      ],
      [
        'age NOT BETWEEN 1 AND 2',
        { kind: 'between', column: 'age', low: integer('1'), high: integer('2'), negated: true },
      ],
      ['notes IS NULL', { kind: 'null', column: 'notes', negated: false }],
      ['notes is\nnot null', { kind: 'null', column: 'notes', negated: true }],
      ["name CONTAINS '%'", { kind: 'match', column: 'name', position: 'anywhere', text: '%' }],
      ["name STARTS WITH 'a'", { kind: 'match', column: 'name', position: 'start', text: 'a' }],
      ["name ENDS with 'a'", { kind: 'match', column: 'name', position: 'end', text: 'a' }],
      ['customers.id = 1', equals('id', integer('1'))],
      ['public.customers.id = 1', equals('id', integer('1'))],
      ['ID = 1', equals('id', integer('1'))],
      ['NOT NOT id = 1', equals('id', integer('1'))],
    ];
    for (const [filter, predicate] of forms) expect(parse(filter), filter).toEqual(predicate);
  });

  it('fits literals to the type of the column', () => {
    expect(parse("id = '5'")).toEqual(equals('id', integer('5')));
    expect(parse('city = 10115')).toEqual(equals('city', text('10115')));
    expect(parse('is_active = 1')).toEqual(equals('is_active', { kind: 'boolean', value: true }));
    expect(parse('age = TRUE')).toEqual(equals('age', integer('1')));
    expect(message("id = 'abc'")).toBe(
      'Invalid filter: "abc" is no integer as column "id" is at position 5',
    );
  });

  it('keeps 64-bit integers and makes larger ones decimals', () => {
    expect(parse('id = 9223372036854775807')).toEqual(equals('id', integer('9223372036854775807')));
    expect(parse('id = -9223372036854775808')).toEqual(
      equals('id', integer('-9223372036854775808')),
    );
    expect(parse('id = 9223372036854775808')).toEqual(
      equals('id', { kind: 'decimal', text: '9223372036854775808' }),
    );
    expect(parse('balance > 1.50')).toMatchObject({ value: { kind: 'decimal', text: '1.50' } });
  });

  it('is refused with the token and its byte position', () => {
    const refusals: readonly (readonly [string, string])[] = [
      [
        'id==5',
        'expected value after id =: a string, a number, TRUE or FALSE (use IS NULL for null), got "=" at position 3',
      ],
      ['id = 1; DROP TABLE customers', 'tokenize: unexpected character ";" at position 6'],
      ['id = .5', 'got "." at position 5'],
      ['id = 1.', 'got "." at position 6'],
      ['id = 1e5', 'tokenize: unexpected character "e" at position 6'],
      ['id = 1 -- x', 'tokenize: unexpected character "-" at position 7'],
      ['id = NULL', 'use IS NULL'],
      ['id = age', 'got "age" at position 5'],
      ["name = 'open", 'tokenize: unterminated string at position 7'],
      ['(id = 1', 'expected ")", got the end at position 7'],
      ['id = 1)', 'expected AND, OR or the end, got ")" at position 6'],
      ['id IN ()', 'got ")" at position 7'],
      [
        "name NOT CONTAINS 'x'",
        'expected IN, LIKE or BETWEEN after name NOT, got "CONTAINS" at position 9',
      ],
      ['name CONTAINS 5', 'expected a string after name CONTAINS'],
      ['id IS 5', 'expected NULL after id IS'],
      ['id BETWEEN 1 OR 2', 'expected AND after id BETWEEN 1'],
      ['1 = 1', 'expected a column, got "1" at position 0'],
      ['"id" = 1', 'tokenize: unexpected character "\\"" at position 0'],
      ['nope = 1', 'column "nope" does not exist in "customers" at position 0'],
      ['orders.id = 1', '"orders" is not the table of this request ("customers") at position 0'],
      ["city = 'Zürich' nope", 'got "nope" at position 17'],
      ['lower(name) = 1', 'column "lower" does not exist'],
    ];
    for (const [filter, reason] of refusals) {
      const refusal = caught(() => parse(filter));
      expect(refusal.code, filter).toBe('invalid_filter');
      expect(refusal.message, filter).toContain(reason);
      expect(refusal.message).toMatch(/^Invalid filter: /);
    }
  });

  it('may be nested a thousand levels and not more', () => {
    const nested = (levels: number): string => '('.repeat(levels) + 'id = 1' + ')'.repeat(levels);
    expect(parse(nested(filterLevelsMax))).toEqual(equals('id', integer('1')));
    expect(message(nested(filterLevelsMax + 1))).toContain('more than 1000 levels');
    expect(message(`${'NOT '.repeat(filterLevelsMax + 1)}id = 1`)).toContain('1000 levels');
    expect(message('('.repeat(60_000))).toContain('1000 levels');
    const flat = Array.from({ length: 1200 }, () => '(NOT id = 1)').join(' OR ');
    expect(parse(flat)).toMatchObject({ kind: 'or' });
  });

  it('may be 64 KiB long and not more', () => {
    const filter = (length: number): string => `city = '${'x'.repeat(length - 9)}'`;
    expect(parse(filter(filterBytesMax))).toMatchObject({ kind: 'compare' });
    expect(message(filter(filterBytesMax + 1))).toContain('longer than 65536 bytes');
    expect(message(`city = '${'ü'.repeat(filterBytesMax / 2)}'`)).toContain('longer than');
  });

  it('does not know columns the caller may not see', () => {
    const blind = columnScope(customers, {
      columns: new Set(['id', 'name']),
      rowFilterFor: () => undefined,
    });
    expect(caught(() => parseFilter('balance > 5', blind)).message).toBe(
      'Invalid filter: column "balance" does not exist in "customers" at position 0',
    );
  });
});

describe('the filter parser', () => {
  const textLiteral = fc.string().map(text);
  const integerLiteral = fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((n) => integer(String(n)));
  const negated = fc.boolean();
  const comparison = fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      column: fc.constant('name'),
      operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
      value: textLiteral,
    }),
    fc.record({
      kind: fc.constant('in' as const),
      column: fc.constant('age'),
      values: fc.array(integerLiteral, { minLength: 1, maxLength: 4 }),
      negated,
    }),
    fc.record({
      kind: fc.constant('between' as const),
      column: fc.constant('id'),
      low: integerLiteral,
      high: integerLiteral,
      negated,
    }),
    fc.record({
      kind: fc.constant('like' as const),
      column: fc.constant('city'),
      pattern: textLiteral,
      negated,
    }),
    fc.record({
      kind: fc.constant('match' as const),
      column: fc.constant('city'),
      position: fc.constantFrom('anywhere', 'start', 'end'),
      text: fc.string(),
    }),
    fc.record({ kind: fc.constant('null' as const), column: fc.constant('notes'), negated }),
  );
  const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
    predicate: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      comparison as fc.Arbitrary<Predicate>,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        terms: fc.array(tie('predicate'), { minLength: 2, maxLength: 4 }),
      }),
      tie('predicate')
        .filter((term) => term.kind !== 'not')
        .map((term): Predicate => ({ kind: 'not', term })),
    ),
  }));

  it('reads back every condition it can be written', () => {
    fc.assert(
      fc.property(predicate, (one) => {
        expect(parse(printFilter(one))).toEqual(one);
      }),
    );
  });

  it('answers any text with a condition or a Fault', () => {
    const words = fc.constantFrom(
      ...'id age name city ( ) , . = <> >= < NOT AND OR IN LIKE BETWEEN IS NULL CONTAINS STARTS ENDS WITH TRUE 1 -2 1.5'.split(
        ' ',
      ),
      "'x'",
      "'",
      ' ',
    );
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(words, { maxLength: 30 }).map((some) => some.join(' ')),
    );
    fc.assert(
      fc.property(noise, (filter) => {
        try {
          parse(filter);
        } catch (error) {
          expect(error).toMatchObject({ name: 'Fault', code: 'invalid_filter', status: 400 });
        }
      }),
      { numRuns: 2000 },
    );
  });
});

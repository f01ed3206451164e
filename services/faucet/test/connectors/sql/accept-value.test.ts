import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptCell, acceptLiteral } from '../../../src/connectors/sql/accept-value.ts';
import type { Column, JsonType } from '../../../src/model/schema.ts';
import type { CellValue } from '../../../src/query/plan.ts';
import type { Literal } from '../../../src/query/predicate.ts';

const columnOf = (json_type: JsonType): Column => ({
  name: 'thing',
  position: 1,
  db_type: 'whatever',
  go_type: 'string',
  json_type,
  nullable: true,
  is_primary_key: false,
  is_auto_increment: false,
  is_unique: false,
});
const literal = (value: string): Literal => ({ kind: 'text', value });

describe('a literal', () => {
  it('of 64 bits is a number for a column of numbers, however it was written', () => {
    const property = fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const expected = { kind: 'integer', value };
      const written: readonly Literal[] = [
        { kind: 'integer', text: String(value) },
        literal(String(value)),
      ];
      for (const one of written) {
        expect(acceptLiteral(one, columnOf('integer'))).toEqual(expected);
        expect(acceptLiteral(one, columnOf('number'))).toEqual(expected);
      }
    });
    fc.assert(property);
  });

  it('beyond 64 bits keeps its digits', () => {
    const text = '9223372036854775808';
    expect(acceptLiteral(literal(text), columnOf('integer'))).toEqual({ kind: 'decimal', text });
  });

  it('that is no number is refused for a column of numbers, whatever it is', () => {
    const property = fc.property(fc.string(), (value) => {
      fc.pre(!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i.test(value));
      expect(() => acceptLiteral(literal(value), columnOf('integer'))).toThrow(
        /"thing" holds whole/,
      );
    });
    fc.assert(property);
  });

  it('for a column of text is text', () => {
    const string = columnOf('string');
    expect(acceptLiteral({ kind: 'integer', text: '007' }, string)).toEqual({
      kind: 'text',
      value: '007',
    });
    expect(acceptLiteral({ kind: 'boolean', value: true }, string)).toEqual({
      kind: 'text',
      value: 'true',
    });
  });

  it('for a boolean is true or false', () => {
    const boolean = columnOf('boolean');
    for (const yes of ['true', 'TRUE', '1']) {
      expect(acceptLiteral(literal(yes), boolean)).toEqual({ kind: 'boolean', value: true });
    }
    expect(acceptLiteral({ kind: 'integer', text: '0' }, boolean)).toEqual({
      kind: 'boolean',
      value: false,
    });
    expect(() => acceptLiteral(literal('yes'), boolean)).toThrow(/true or false/);
  });

  it('for binary is base64', () => {
    const property = fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      const accepted = acceptLiteral(literal(text), columnOf('string(byte)'));
      expect(accepted.kind === 'bytes' && Buffer.compare(accepted.value, bytes)).toBe(0);
    });
    fc.assert(property);
    expect(() => acceptLiteral(literal('a b'), columnOf('string(byte)'))).toThrow(/base64/);
  });
});

describe('a cell', () => {
  const number = (text: string): CellValue => ({ kind: 'number', text });

  it('that is null stays null for every column', () => {
    for (const type of ['integer', 'string', 'object', 'string(byte)'] as const) {
      expect(acceptCell(null, columnOf(type))).toBeNull();
    }
  });

  it.each([
    [7, 7n],
    ['-7', -7n],
    [true, 1n],
    [number('1.0'), 1n],
    [number('1e3'), 1000n],
    [number('9223372036854775807'), 9223372036854775807n],
  ] as const)('%j is a whole number', (cell, value) => {
    expect(acceptCell(cell, columnOf('integer'))).toEqual({ kind: 'integer', value });
  });

  it.each([1.5, 'x', '', number('9223372036854775808'), { kind: 'json', text: '[]' }] as const)(
    '%j is no whole number of 64 bits',
    (cell) => {
      expect(() => acceptCell(cell, columnOf('integer'))).toThrow(/whole numbers of 64 bits/);
    },
  );

  it('for a JSON column is JSON, whatever it is', () => {
    const property = fc.property(fc.jsonValue(), (value) => {
      fc.pre(value !== null);
      const cell: CellValue =
        typeof value === 'object' ? { kind: 'json', text: JSON.stringify(value) } : value;
      const accepted = acceptCell(cell, columnOf('object'));
      expect(accepted?.kind === 'json' && JSON.parse(accepted.text)).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    });
    fc.assert(property);
  });

  it('is shown short in a refusal', () => {
    const long = 'x'.repeat(10_000);
    expect(() => acceptCell(long, columnOf('integer'))).toThrow(/^.{1,200}$/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseColumnDefault } from '../../src/schemas/parse-column-default.ts';
import { parseColumnType } from '../../src/schemas/parse-column-type.ts';

const type = (text: string): unknown => parseColumnType('c', text, undefined, undefined);

describe('parseColumnType', () => {
  it.each([
    ['integer', { name: 'integer', sizes: [] }],
    ['varchar(40)', { name: 'varchar', sizes: [40] }],
    ['NUMERIC ( 10 , 2 )', { name: 'NUMERIC', sizes: [10, 2] }],
    ['double precision', { name: 'double precision', sizes: [] }],
    ['timestamp(3) with time zone', { name: 'timestamp', sizes: [3], suffix: 'with time zone' }],
    ['text[]', { name: 'text', sizes: [], array: true }],
    ['nvarchar(max)', { name: 'nvarchar', sizes: [-1] }],
  ])('reads %s', (text, expected) => {
    expect(type(text)).toMatchObject({ kind: 'database', ...expected });
  });

  it.each([
    'integer); DROP TABLE customers; --',
    'integer DEFAULT (SELECT 1)',
    'integer PRIMARY KEY',
    'text COLLATE nocase',
    'int/**/eger',
    'text references x',
    "enum('a','b')",
    'a b c d e f g h',
    '(1)',
  ])('refuses %s', (text) => {
    expect(() => type(text)).toThrow(/db_type must be a type name/);
  });

  it('lets nothing through that could end a type', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          const parsed = parseColumnType('c', text, undefined, undefined);
          const words = parsed.kind === 'database' ? `${parsed.name} ${parsed.suffix ?? ''}` : '';
          expect(words).toMatch(/^[A-Za-z0-9_ ]*$/);
        } catch (error) {
          expect(error).toHaveProperty('status', 400);
        }
      }),
    );
  });
});

describe('parseColumnDefault', () => {
  it.each([
    [5, { kind: 'number', text: '5' }],
    ['5', { kind: 'number', text: '5' }],
    ["'it''s'", { kind: 'text', value: "it's" }],
    ['pending', { kind: 'text', value: 'pending' }],
    ['now()', { kind: 'now', of: 'timestamp' }],
    ['CURRENT_DATE', { kind: 'now', of: 'date' }],
    ['NULL', { kind: 'null' }],
    [true, { kind: 'boolean', value: true }],
    [undefined, undefined],
  ])('reads %j', (value, expected) => {
    expect(parseColumnDefault('c', value)).toEqual(expected);
  });

  it.each(["'a'); DROP TABLE x; --'", '(SELECT 1)', 'random()', {}, [1], Number.NaN])(
    'refuses %j',
    (value) => {
      expect(() => parseColumnDefault('c', value)).toThrow(/default must be/);
    },
  );
});

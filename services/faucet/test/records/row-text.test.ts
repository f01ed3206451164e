import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastRow, rowValues, scalarText, spliceRow } from '../../src/records/row-text.ts';

const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }), { maxLength: 4 });
/** Databases differ in the blanks they put between things. */
const spaces = fc.constantFrom(undefined, 1, '\t');

describe('the text of rows', () => {
  it('gives its last row whatever its values are', () => {
    fc.assert(
      fc.property(rows, spaces, (list, space) => {
        const texts = list.map((row) => JSON.stringify(row, undefined, space));
        expect(lastRow(texts.join(','))).toBe(texts.at(-1) ?? '');
      }),
    );
  });

  it('gives each value as it is written', () => {
    fc.assert(
      fc.property(rows, spaces, (list, space) => {
        for (const row of list) {
          const values = rowValues(JSON.stringify(row, undefined, space));
          expect([...values.keys()]).toEqual(Object.keys(row));
          // Negative zero is written as 0, so the writing is compared.
          for (const [name, text] of values) {
            expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(row[name]));
          }
        }
      }),
    );
    expect(rowValues('{"id" : 9223372036854775807, "price" : 1.50}')).toEqual(
      new Map([
        ['id', '9223372036854775807'],
        ['price', '1.50'],
      ]),
    );
  });

  it('takes more members at its end', () => {
    expect(spliceRow('{"id":1}', '"orders":[]')).toBe('{"id":1,"orders":[]}');
    expect(spliceRow('{ }', '"orders":[]')).toBe('{ "orders":[]}');
    expect(spliceRow('{"a":"}{"}', '"b":null')).toBe('{"a":"}{","b":null}');
  });

  it('gives scalars as text', () => {
    expect(scalarText('null')).toBeNull();
    expect(scalarText('"null"')).toBe('null');
    expect(scalarText('"a\\"b\\u00e9"')).toBe('a"bé');
    expect(scalarText('1.50')).toBe('1.50');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberTexts } from '../../src/transfer/member-texts.ts';

describe('the texts of members', () => {
  it('are those of all members, whatever they hold', () => {
    const object = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.jsonValue({ stringUnit: 'binary' }),
    );
    fc.assert(
      fc.property(object, fc.constantFrom(0, 2), (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        const found = [...memberTexts(json)].map(([name, text]) => [name, JSON.parse(text)]);
        expect(found).toEqual(Object.entries(JSON.parse(json) as object));
      }),
    );
  });

  it('are as they were written, the last one of equal names', () => {
    const json = ' { "a" : 1, "\\u0061": 12345678901234567890 , "b":{"a":[ 1.10 ]} } ';
    expect([...memberTexts(json)]).toEqual([
      ['a', '12345678901234567890'],
      ['b', '{"a":[ 1.10 ]}'],
    ]);
  });
});

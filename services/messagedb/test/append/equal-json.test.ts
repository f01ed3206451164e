import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalJson } from '../../src/append/equal-json.ts';

describe('equalJson', () => {
  it.each([
    ['{"a":1,"b":[1,2]}', '{ "b" : [1, 2], "a": 1.0 }'],
    ['{"a":"\\u00e9"}', '{"a":"é"}'],
    ['{"__proto__":1}', '{"__proto__":1.0}'],
    ['[]', ' []'],
  ])('takes %s and %s for the same', (left, right) => {
    expect(equalJson(left, right)).toBe(true);
  });

  it.each([
    ['{"a":1}', '{"a":"1"}'],
    ['{"a":1}', '{"a":1,"b":null}'],
    ['{"a":null}', '{"b":null}'],
    ['{"a":[1,2]}', '{"a":[2,1]}'],
    ['{"a":{}}', '{"a":[]}'],
    ['{"a":null}', '{"a":{}}'],
    ['{"toString":1}', '{"constructor":1}'],
    ['{"__proto__":{}}', '{}'],
    ['{"a":"é"}', '{"a":"e\\u0301"}'],
  ])('tells %s from %s', (left, right) => {
    expect(equalJson(left, right)).toBe(false);
    expect(equalJson(right, left)).toBe(false);
  });

  it('does not mind the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).toReversed());
        expect(equalJson(JSON.stringify(object), JSON.stringify(turned))).toBe(true);
      }),
    );
  });

  it('agrees with what JSON says of any two values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (left, right) => {
        const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
        expect(equalJson(a, b)).toBe(canonical(JSON.parse(a)) === canonical(JSON.parse(b)));
      }),
      { numRuns: 1000 },
    );
  });
});

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

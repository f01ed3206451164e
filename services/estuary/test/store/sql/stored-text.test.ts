import { compareUtf8 } from '@aquifer/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefixEnd } from '../../../src/store/sql/prefix-end.ts';
import { givenText, storedText } from '../../../src/store/sql/stored-text.ts';

/** Text in which the hard cases are common. */
const texts = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\u0000', '\u0001', '\u0002', 'a', '\u007F', '\uD7FF', '\uE000', '\uFFFF'),
    fc.constantFrom('\u{10000}', '\u{10FFFF}'),
  ),
  maxLength: 6,
});

describe('stored text', () => {
  it('is the same where there is nothing to hide', () => {
    for (const text of ['', 'a', '\u0002ü\u{1F600}']) expect(storedText(text)).toBe(text);
  });

  it('has no U+0000, and is found again', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(storedText(text)).not.toContain('\u0000');
        expect(givenText(storedText(text))).toBe(text);
      }),
    );
  });

  it('sorts as before, and begins with what it began with', () => {
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const [storedLeft, storedRight] = [storedText(left), storedText(right)];
        expect(Math.sign(compareUtf8(storedLeft, storedRight))).toBe(
          Math.sign(compareUtf8(left, right)),
        );
        expect(storedLeft.startsWith(storedRight)).toBe(left.startsWith(right));
        expect(storedText(left + right).startsWith(storedLeft)).toBe(true);
      }),
    );
  });
});

describe('the end of a prefix', () => {
  it.each([
    ['', undefined],
    ['a', 'b'],
    ['a\uD7FF', 'a\uE000'],
    ['a\uFFFF', 'a\u{10000}'],
    ['a\u{10FFFF}', 'b'],
    ['\u{10FFFF}\u{10FFFF}', undefined],
  ])('of %j is %j', (prefix, end) => {
    expect(prefixEnd(prefix)).toBe(end);
  });

  it('stands behind all that begin with it, and before everything behind them', () => {
    fc.assert(
      fc.property(texts, texts, (prefix, text) => {
        const end = prefixEnd(prefix);
        const isWithin =
          compareUtf8(text, prefix) >= 0 && (end === undefined || compareUtf8(text, end) < 0);
        expect(isWithin).toBe(text.startsWith(prefix));
        expect(end === undefined || compareUtf8(prefix + text, end) < 0).toBe(true);
      }),
    );
  });
});

import { compareUtf8 } from '@aquifer/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Well-formed text in which the hard cases are common: ends of ranges, and one text in another. */
const texts = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('a', '-', '\u007F', '\u0080', '\u07FF', '\u0800', '\uD7FF', '\uE000', '\uFFFF'),
    fc.constantFrom('\u{10000}', '\u{1F600}', '\u{10FFFF}'),
  ),
  maxLength: 8,
});

describe('compareUtf8', () => {
  it('is the order of the bytes', () => {
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareUtf8(left, right))).toBe(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

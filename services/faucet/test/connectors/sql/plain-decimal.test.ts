import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecimal } from '../../../src/connectors/sql/plain-decimal.ts';

describe('A decimal is written out', () => {
  it.each([
    ['12', '12', 2, 0],
    ['-0012.50', '-12.50', 2, 2],
    ['+.5', '0.5', 0, 1],
    ['1.5e3', '1500', 4, 0],
    ['15e-3', '0.015', 0, 3],
    ['1.25E+1', '12.5', 2, 1],
    ['-0', '0', 0, 0],
    ['-0.00', '0.00', 0, 2],
  ])('%s is %s', (text, written, whole, scale) => {
    expect(plainDecimal(text)).toEqual({ text: written, whole, scale });
  });

  it.each(['', '.', 'abc', '1e', '1e99999', '1,5', '0x10', '1e401'])('%j is none', (text) => {
    expect(plainDecimal(text)).toBeUndefined();
  });

  it('is the same number, whatever the exponent', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.integer({ min: -60, max: 60 }),
        (digits, exponent) => {
          const plain = plainDecimal(`${digits}e${exponent}`);
          const [whole = '', fraction = ''] = (plain?.text ?? '').split('.');
          const scaled = BigInt(whole.replace('-', '') + fraction.padEnd(60, '0'));
          const magnitude = (digits < 0n ? -digits : digits) * 10n ** BigInt(60 + exponent);
          expect(scaled).toBe(magnitude);
          expect(plain?.text.startsWith('-')).toBe(digits < 0n);
        },
      ),
    );
  });
});

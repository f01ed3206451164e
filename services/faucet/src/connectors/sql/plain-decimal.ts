/** A decimal written out: no exponent, no plus sign, no leading zeros. */
export interface PlainDecimal {
  /** `-12.50`. */
  readonly text: string;
  /** Digits before the point, without leading zeros. */
  readonly whole: number;
  /** Digits after the point. */
  readonly scale: number;
}

/** More digits than any database keeps. */
const digitsMax = 400;

/** Writes out `1.5e3` as `1500`; undefined when it is no number or would have absurdly many digits. */
export const plainDecimal = (text: string): PlainDecimal | undefined => {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, sign = '', before = '', after = '', exponent = '0'] = parts;
  const digits = before + after;
  if (digits === '') return undefined;
  const point = before.length + Number(exponent);
  if (Math.abs(point) + digits.length > digitsMax) return undefined;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits;
  const place = Math.max(point, 0);
  const wholeDigits = padded.slice(0, place).padEnd(place, '0').replace(/^0+/, '');
  const fraction = padded.slice(place);
  const isNegative = sign === '-' && /[1-9]/.test(padded);
  const body = fraction === '' ? wholeDigits || '0' : `${wholeDigits || '0'}.${fraction}`;
  return {
    text: `${isNegative ? '-' : ''}${body}`,
    whole: wholeDigits.length,
    scale: fraction.length,
  };
};

import { isLosslessNumber, stringify } from 'lossless-json';
import { fault } from '../faults.ts';
import type { CellValue } from '../query/plan.ts';

/** A value of a body, as `parseExactJson` gives it, on its way into the database. Throws invalid_body. */
export const cellOf = (value: unknown): CellValue => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (isLosslessNumber(value)) return { kind: 'number', text: value.toString() };
  return { kind: 'json', text: jsonText(value) };
};

/** Half a surrogate pair is no character: drivers would store U+FFFD in its place without a word. */
const wellFormed = (text: string): string => {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw fault('invalid_body', { reason: 'a text holds a lone surrogate, which is no character' });
};

/** A value of a body as JSON text, with every digit of its numbers. Throws invalid_body. */
export const jsonText = (value: unknown): string => {
  try {
    return stringify(value) ?? 'null';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw fault('invalid_body', { reason: 'a value is nested too deeply' }, { cause: error });
  }
};

import { isSafeNumber, LosslessNumber, parse } from 'lossless-json';
import { fault } from '../faults.ts';

/**
 * JSON text as a value in which no number has lost a digit: numbers beyond double precision come as
 * `LosslessNumber`. Almost no text has any, and the engine's own parser is many times faster, so the
 * careful one runs only on texts that could. Throws invalid_body.
 */
export const parseExactJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return mayLoseDigits(text) ? parse(text, undefined, exactOptions) : value;
  } catch (error) {
    // The parsers quote the text, which may be a secret, and name our internals.
    throw fault('invalid_body', { reason: 'it is not valid JSON' }, { cause: error });
  }
};

/** Sixteen digits in a row (with a point in between or not), or an exponent of three. Strings may match too. */
const mayLoseDigits = (text: string): boolean =>
  /\d[\d.]{15}/.test(text) || /\d[eE][+-]?\d{3}/.test(text);

const exactOptions = {
  parseNumber: (text: string): number | LosslessNumber =>
    isSafeNumber(text, { approx: false }) ? Number(text) : new LosslessNumber(text),
  // As JSON.parse does: the last one counts.
  onDuplicateKey: ({ newValue }: { newValue: unknown }): unknown => newValue,
};

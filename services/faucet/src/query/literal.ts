import type { Column, JsonType } from '../model/schema.ts';
import type { Literal } from './predicate.ts';

/** The part of a column that decides which literals it can be compared with. */
export type Typed = Pick<Column, 'json_type'>;

/**
 * The literal as the column's type wants it, so that databases compare what the caller meant:
 * `id = '5'` and `zip = 10115` work everywhere. Undefined when the column can never have such a
 * value (`id = 'abc'`), which databases answer in many obscure ways.
 */
export const fitLiteral = (literal: Literal, column: Typed): Literal | undefined => {
  const family = families[column.json_type];
  if (family === 'number') return fitNumber(literal, column.json_type === 'integer');
  if (family === 'boolean') return fitBoolean(literal);
  if (family === 'other' || literal.kind === 'text') return literal;
  return { kind: 'text', value: textOfLiteral(literal) };
};

/** A number of the grammar; integers beyond 64 bits become decimals. Leading zeros go. */
export const numberLiteral = (text: string): Literal => {
  if (text.includes('.') || /[eE]/.test(text)) return { kind: 'decimal', text };
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]?0*(?=\d)/, '');
  const normal = negative && digits !== '0' ? `-${digits}` : digits;
  return { kind: fitsInt64(digits, negative) ? 'integer' : 'decimal', text: normal };
};

/** A value as a caller wrote it in `ids`, a path, a cursor or a related key; undefined when it cannot be. */
export const literalOfText = (text: string, column: Typed): Literal | undefined =>
  fitLiteral({ kind: 'text', value: text }, column);

/** A JSON scalar as a literal of the column; undefined when the column cannot have it. */
export const literalOfValue = (
  value: string | number | boolean,
  column: Typed,
): Literal | undefined => {
  if (typeof value === 'string') return literalOfText(value, column);
  if (typeof value === 'boolean') return fitLiteral({ kind: 'boolean', value }, column);
  return Number.isFinite(value) ? fitLiteral(numberLiteral(String(value)), column) : undefined;
};

/** The characters of a literal. */
export const textOfLiteral = (literal: Literal): string => {
  if (literal.kind === 'text') return literal.value;
  return literal.kind === 'boolean' ? String(literal.value) : literal.text;
};

type Family = 'number' | 'boolean' | 'text' | 'other';

const families: Readonly<Record<JsonType, Family>> = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  string: 'text',
  'string(date-time)': 'text',
  'string(date)': 'text',
  'string(time)': 'text',
  'string(uuid)': 'text',
  'string(byte)': 'other',
  object: 'other',
  array: 'other',
};

const numberText = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

const fitNumber = (literal: Literal, whole: boolean): Literal | undefined => {
  if (literal.kind === 'boolean') return { kind: 'integer', text: literal.value ? '1' : '0' };
  if (literal.kind !== 'text') return literal;
  const text = literal.value.trim();
  if (!numberText.test(text)) return undefined;
  const number = numberLiteral(text);
  return whole && /[eE]/.test(text) ? undefined : number;
};

const truths = new Map([
  ['true', true],
  ['t', true],
  ['1', true],
  ['false', false],
  ['f', false],
  ['0', false],
]);

/** Other numbers stay: MySQL and SQLite keep them in their boolean columns. */
const fitBoolean = (literal: Literal): Literal | undefined => {
  if (literal.kind === 'boolean') return literal;
  const value = truths.get(textOfLiteral(literal).trim().toLowerCase());
  if (value !== undefined) return { kind: 'boolean', value };
  return literal.kind === 'text' ? undefined : literal;
};

const int64Max = '9223372036854775807';
const int64Min = '9223372036854775808';

const fitsInt64 = (digits: string, negative: boolean): boolean => {
  const limit = negative ? int64Min : int64Max;
  return digits.length < limit.length || (digits.length === limit.length && digits <= limit);
};

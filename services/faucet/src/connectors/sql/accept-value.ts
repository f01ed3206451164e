import { fault } from '../../faults.ts';
import type { Column } from '../../model/schema.ts';
import type { CellValue } from '../../query/plan.ts';
import type { Literal } from '../../query/predicate.ts';

/** A value in the sense of the column it meets; the dialect only has to choose how to bind it. */
export type AcceptedValue =
  | { readonly kind: 'text'; readonly value: string }
  /** Within 64 bits. */
  | { readonly kind: 'integer'; readonly value: bigint }
  /** Exact decimal text, perhaps with an exponent; also whole numbers beyond 64 bits. */
  | { readonly kind: 'decimal'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'json'; readonly text: string };

/**
 * Reads a filter's literal as what the column holds, so that `id = '12'` finds the number 12
 * and `id = 'abc'` is an error instead of a comparison that is silently never true.
 * Throws invalid_value.
 */
export const acceptLiteral = (literal: Literal, column: Column): AcceptedValue => {
  switch (column.json_type) {
    case 'integer':
    case 'number':
      return (
        acceptNumber(literalText(literal, '1', '0')) ??
        refuse('Query', column, literalText(literal))
      );
    case 'boolean':
      return acceptBoolean(literalText(literal)) ?? refuse('Query', column, literalText(literal));
    case 'string(byte)':
      return acceptBase64(literalText(literal)) ?? refuse('Query', column, literalText(literal));
    default:
      return { kind: 'text', value: literalText(literal) };
  }
};

/**
 * Reads a cell of a request body as what the column holds; null stays null. A JSON column takes
 * any JSON value, a text column takes objects and arrays as their JSON text. Throws invalid_value.
 */
export const acceptCell = (cell: CellValue, column: Column): AcceptedValue | null => {
  if (cell === null) return null;
  switch (column.json_type) {
    case 'integer':
      return acceptWhole(cell) ?? refuse('Write', column, cellText(cell));
    case 'number':
      return acceptNumber(scalarText(cell, '1', '0')) ?? refuse('Write', column, cellText(cell));
    case 'boolean':
      return acceptBoolean(scalarText(cell)) ?? refuse('Write', column, cellText(cell));
    case 'string(byte)':
      return (
        acceptBase64(typeof cell === 'string' ? cell : undefined) ??
        refuse('Write', column, cellText(cell))
      );
    case 'object':
    case 'array':
      return { kind: 'json', text: jsonText(cell) };
    default:
      return { kind: 'text', value: cellText(cell) };
  }
};

/** The JSON text of a cell. */
export const jsonText = (cell: Exclude<CellValue, null>): string =>
  typeof cell === 'object' ? cell.text : JSON.stringify(cell);

const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);
/** More digits than any database keeps; stops a megabyte of them at the door. */
const digitsMax = 1100;

/** Integer or decimal by its text, undefined when it is neither. */
export const acceptNumber = (text: string | undefined): AcceptedValue | undefined => {
  if (text === undefined || text.length > digitsMax) return undefined;
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text);
    return value >= int64Min && value <= int64Max
      ? { kind: 'integer', value }
      : { kind: 'decimal', text };
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?$/.test(text)
    ? { kind: 'decimal', text }
    : undefined;
};

const acceptWhole = (cell: CellValue): AcceptedValue | undefined => {
  const accepted = acceptNumber(scalarText(cell, '1', '0'));
  if (accepted?.kind !== 'decimal') return accepted;
  // JSON allows 1.0 and 1e3 for whole numbers; a fraction or 65 bits cannot be stored.
  const number = Number(accepted.text);
  return Number.isSafeInteger(number) ? { kind: 'integer', value: BigInt(number) } : undefined;
};

const acceptBoolean = (text: string | undefined): AcceptedValue | undefined => {
  const word = text?.toLowerCase();
  if (word === 'true' || word === '1') return { kind: 'boolean', value: true };
  return word === 'false' || word === '0' ? { kind: 'boolean', value: false } : undefined;
};

const acceptBase64 = (text: string | undefined): AcceptedValue | undefined => {
  if (text === undefined || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return undefined;
  return { kind: 'bytes', value: Buffer.from(text, 'base64') };
};

const literalText = (literal: Literal, yes = 'true', no = 'false'): string => {
  if (literal.kind === 'text') return literal.value;
  if (literal.kind === 'boolean') return literal.value ? yes : no;
  return literal.text;
};

/** Text of a scalar, undefined for objects and arrays. */
const scalarText = (cell: CellValue, yes = 'true', no = 'false'): string | undefined => {
  if (typeof cell === 'boolean') return cell ? yes : no;
  if (typeof cell !== 'object') return String(cell);
  return cell?.kind === 'number' ? cell.text : undefined;
};

const cellText = (cell: Exclude<CellValue, null>): string =>
  typeof cell === 'object' ? cell.text : String(cell);

const kinds: Readonly<Record<string, string>> = {
  integer: 'whole numbers of 64 bits',
  number: 'numbers',
  boolean: 'true or false',
  'string(byte)': 'binary as base64',
};

/** Throws invalid_value: the column holds something else. */
export const refuse = (action: 'Query' | 'Write', column: Column, shown: string): never => {
  const value = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  const holds = kinds[column.json_type] ?? column.db_type;
  throw fault('invalid_value', {
    action,
    reason: `column "${column.name}" holds ${holds}, not '${value}'`,
  });
};

import { fault } from '../faults.ts';
import type { Column } from '../model/schema.ts';
import { literalOfText } from './literal.ts';
import type { CursorColumn, Predicate } from './predicate.ts';

/** One column of the order a cursor runs along. */
export interface CursorKey {
  readonly column: Column;
  readonly direction: 'asc' | 'desc';
}

/** The order of a read that cursors can continue, and the request they belong to. */
export interface CursorOrder {
  readonly keys: readonly CursorKey[];
  /** Table, filter, ids and order: a cursor of another list is refused, not misread. */
  readonly list: readonly string[];
}

/** The token that continues after a row with these key values. Opaque to callers. */
export const encodeCursor = (order: CursorOrder, values: readonly (string | null)[]): string =>
  toBase64Url(JSON.stringify([fingerprintOf(order), ...values]));

/** The rows after the cursor, in its order. */
export const parseCursor = (
  token: string,
  order: CursorOrder,
): Predicate & { readonly kind: 'after' } => {
  const [fingerprint, ...values] = decode(token);
  if (fingerprint !== fingerprintOf(order)) {
    throw refuse('it belongs to another table, filter or order; start again without it');
  }
  if (values.length !== order.keys.length) throw malformed();
  return {
    kind: 'after',
    order: order.keys.map((key, index) => cursorColumn(key, values[index] ?? null)),
  };
};

const fingerprints = new WeakMap<CursorOrder, string>();

/** Worked out when a cursor is made or read: most answers show all there is and have none. */
const fingerprintOf = (order: CursorOrder): string => {
  const known = fingerprints.get(order);
  if (known !== undefined) return known;
  const fingerprint = hashOf(order.list);
  fingerprints.set(order, fingerprint);
  return fingerprint;
};

/** A short fingerprint of the parts of a request (cyrb53: 53 bits, not for security). */
const hashOf = (parts: readonly string[]): string => {
  const text = JSON.stringify(parts);
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (2 ** 32 * (2_097_151 & low) + (high >>> 0)).toString(36);
};

/** The refusal of this parameter. */
export const refuseCursor = (reason: string): Error =>
  fault('invalid_parameter', { parameter: 'cursor', reason });
const refuse = refuseCursor;

const malformed = (): Error => refuse('it is not one that was given as next_cursor');

const cursorColumn = ({ column, direction }: CursorKey, text: string | null): CursorColumn => {
  if (text === null) return { column: column.name, direction, value: null };
  const value = literalOfText(text, column);
  if (value === undefined) throw malformed();
  return { column: column.name, direction, value };
};

const decode = (token: string): readonly (string | null)[] => {
  let content: unknown;
  try {
    content = JSON.parse(atob(token.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    throw malformed();
  }
  if (!Array.isArray(content)) throw malformed();
  return content.map((value: unknown) => {
    if (value === null || typeof value === 'string') return value;
    throw malformed();
  });
};

/** JSON may escape every character beyond ASCII, so its bytes are its characters. */
const toBase64Url = (json: string): string =>
  btoa(json.replace(/[\u0080-\uffff]/g, escapeUnit))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const escapeUnit = (unit: string): string =>
  `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

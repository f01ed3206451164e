import type { SqlScan } from './scan-sql.ts';
import type { SqliteParameter, SqliteParameters, SqliteValue } from './sqlite-database.ts';
import { isWellFormed } from './well-formed.ts';

/** A value that was given for binding and that SQLite cannot hold, or a wrong number of them. */
export class SqliteParameterError extends Error {
  readonly code = 'parameter';
  override readonly name = 'SqliteParameterError';
}

/** Parameters as the driver takes them, and the SQL they now belong to. */
export interface Binding {
  readonly sql: string;
  readonly values: readonly SqliteValue[];
}

/**
 * True when the driver stores every value exactly as given. The hot path: integers that fit in 32
 * bits, bigints, ordinary fractions, text, null and bytes pass here without a copy.
 */
export function bindsAsIs(parameters: SqliteParameters): parameters is readonly SqliteValue[] {
  for (const value of parameters) {
    switch (typeof value) {
      case 'string':
        if (!isPlainText(value)) return false;
        break;
      case 'number':
        if ((value | 0) !== value && !isPlainFraction(value)) return false;
        break;
      case 'bigint':
        if (BigInt.asIntN(64, value) !== value) return false;
        break;
      case 'object':
        if (value !== null && !(value instanceof Uint8Array)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

/**
 * Converts what the driver would get wrong. Two values it cannot bind at all, text with U+0000
 * (cut off there) and fractions just above zero (bound as 0), go in another form and are cast back
 * by the SQL. Throws SqliteParameterError naming the position.
 */
export function convertParameters(
  sql: string,
  scan: SqlScan,
  parameters: SqliteParameters,
): Binding {
  const casts = new Map<number, 'TEXT' | 'REAL'>();
  const values = parameters.map((value, index) => {
    const position = index + 1;
    if (typeof value === 'string' && value.includes('\0')) casts.set(position, 'TEXT');
    if (typeof value === 'number' && isTiny(value)) casts.set(position, 'REAL');
    return convertValue(value, `parameter ${position}`, casts.has(position));
  });
  return { sql: casts.size === 0 ? sql : castPlaceholders(sql, scan, casts), values };
}

/** Converts what a JavaScript function gave back to SQL. Throws SqliteParameterError. */
export function convertResult(value: SqliteParameter, functionName: string): SqliteValue {
  // The driver hands every number to SQLite as REAL; only bigint arrives as INTEGER.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return convertValue(value, `the result of ${functionName}()`, false);
}

function convertValue(value: SqliteParameter, what: string, cast: boolean): SqliteValue {
  switch (typeof value) {
    case 'string':
      if (!isWellFormed(value)) refuse(what, 'holds a lone surrogate, which UTF-8 cannot store');
      return cast ? Buffer.from(value, 'utf8') : value;
    case 'number':
      if (Number.isNaN(value)) refuse(what, 'is NaN');
      // The driver binds integers beyond 32 bits as REAL, which a TEXT column would show.
      if (Number.isSafeInteger(value)) return BigInt(value);
      return cast ? String(value) : value;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) refuse(what, 'does not fit in 64 bits');
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'object':
      return convertObject(value, what);
    default:
      return refuse(what, `is ${typeof value}`);
  }
}

function convertObject(value: null | Date | Uint8Array, what: string): SqliteValue {
  if (value === null || value instanceof Uint8Array) return value;
  if (!(value instanceof Date)) return refuse(what, 'is an object');
  if (Number.isNaN(value.getTime())) refuse(what, 'is an invalid date');
  return value.toISOString();
}

/** `?` at a position to be cast becomes `CAST(?n AS TEXT)`; the number keeps the others in place. */
function castPlaceholders(
  sql: string,
  scan: SqlScan,
  casts: ReadonlyMap<number, 'TEXT' | 'REAL'>,
): string {
  let result = '';
  let from = 0;
  for (const { start, end, index } of scan.placeholders) {
    const type = casts.get(index);
    result += sql.slice(from, start) + (type ? `CAST(?${index} AS ${type})` : `?${index}`);
    from = end;
  }
  return result + sql.slice(from);
}

function isPlainText(value: string): boolean {
  return !value.includes('\0') && isWellFormed(value);
}

function isPlainFraction(value: number): boolean {
  return !Number.isSafeInteger(value) && !Number.isNaN(value) && !isTiny(value);
}

/** The driver takes a number less than 2^-52 above an integer for that integer: only 0 has such. */
function isTiny(value: number): boolean {
  return value > 0 && value < Number.EPSILON;
}

function refuse(what: string, reason: string): never {
  throw new SqliteParameterError(`${what} ${reason}`);
}

import { badRequest } from '../faults.ts';

export const LIMIT_MAX = 100;
export const LIMIT_DEFAULT = 20;

/** The parameters of a URL, of repeated ones the last (contract §7.3). */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export function lastOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.at(-1);
}

export interface PageBounds {
  readonly limit: number;
  readonly offset: number;
}

/** `limit` and `offset`. What is out of range is refused, not moved into it. */
export function readPageBounds(query: Query): PageBounds {
  return {
    limit: readWhole(query, 'limit', { min: 1, max: LIMIT_MAX, fallback: LIMIT_DEFAULT }),
    offset: readWhole(query, 'offset', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 }),
  };
}

function readWhole(
  query: Query,
  name: string,
  { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const text = lastOf(query[name]);
  if (text === undefined) return fallback;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} up` : `between ${min} and ${max}`;
  throw badRequest(`${name} must be an integer ${range}`);
}

/** A parameter that is true or false. */
export function readFlag(query: Query, name: string, byDefault: boolean): boolean {
  const text = lastOf(query[name]);
  if (text === undefined) return byDefault;
  if (text === 'true' || text === 'false') return text === 'true';
  throw badRequest(`${name} must be true or false`);
}

import { hideCredentials } from './hide-credentials.ts';
import { serializeError } from './serialize-error.ts';

/** What stands in the log instead of a secret. */
export const HIDDEN = '[hidden]';

/** Deeper than what is worth logging; also ends the walk through an object that contains itself. */
const DEPTH_MAX = 6;

/** Field names are remembered up to this number: names that come from clients must not pile up. */
const NAMES_MAX = 1000;

/** A name is secret if, without case, `-` and `_`, it ends with one of these. */
const SECRET_ENDINGS = [
  'apikey',
  'authorization',
  'cookie',
  'credential',
  'credentials',
  'dsn',
  'jwt',
  'passphrase',
  'passwd',
  'password',
  'privatekey',
  'pwd',
  'secret',
  'setcookie',
  'token',
];

/** Returns the fields of a log line as they may be logged; the same object if nothing had to change. */
export type HideSecrets = (fields: Record<string, unknown>) => Record<string, unknown>;

/**
 * Creates the function that every line goes through: values under secret names are hidden at any
 * depth, passwords in connection strings are cut out, errors become plain objects.
 */
export function createHideSecrets(
  furtherNames: readonly string[] = [],
  hasStacks = true,
): HideSecrets {
  const endings = [...SECRET_ENDINGS, ...furtherNames.map((name) => normalizeName(name))];
  const secretByName = new Map<string, boolean>();
  return (fields) => cleanObject(fields, 0);

  function isSecret(name: string): boolean {
    const known = secretByName.get(name);
    if (known !== undefined) return known;
    const normalized = normalizeName(name);
    const secret = endings.some((ending) => normalized.endsWith(ending));
    if (secretByName.size < NAMES_MAX) secretByName.set(name, secret);
    return secret;
  }

  function cleanObject<T extends object>(object: T, depth: number): T {
    let copy: Record<string, unknown> | undefined;
    for (const name in object) {
      const value = object[name] as unknown;
      const isHidden = value != null && typeof value !== 'boolean' && isSecret(name);
      const cleaned = isHidden ? HIDDEN : cleanValue(value, depth);
      if (cleaned === value) continue;
      // A list keeps being a list; what else comes here is a plain object.
      copy ??= (Array.isArray(object) ? [...object] : { ...object }) as Record<string, unknown>;
      copy[name] = cleaned;
    }
    return (copy ?? object) as T;
  }

  function cleanValue(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return hideCredentials(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= DEPTH_MAX) return '[too deep]';
    if (value instanceof Error) return cleanObject(serializeError(value, hasStacks), depth + 1);
    if (Array.isArray(value) || isPlainObject(value)) return cleanObject(value, depth + 1);
    return cleanValue(summarizeInstance(value), depth + 1);
  }
}

/**
 * Sockets, requests and the like hold far more than anybody wants to see in a log, so an instance
 * is only named, unless it says itself what it is as JSON (dates and URLs do).
 */
function summarizeInstance(value: object): unknown {
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  const name = `[${value.constructor?.name ?? 'object'}]`;
  if (!('toJSON' in value)) return name;
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return name;
  }
}

function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

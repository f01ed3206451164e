const pattern = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/**
 * A time of RFC 3339 in UTC with milliseconds or microseconds, as rows have it; undefined for what is
 * none. Digits beyond microseconds are cut, for no store keeps them. As texts and not as dates, which
 * would lose the microseconds.
 */
export function parseInstant(text: string): string | undefined {
  const [, day, time, fraction = '', zone] = pattern.exec(text) ?? [];
  if (day === undefined || time === undefined || zone === undefined) return undefined;
  const local = new Date(`${day}T${time}Z`);
  // Dates like the 30th of February would be taken for another day.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(`${day}T${time}`)) {
    return undefined;
  }
  const utc = zone === 'Z' ? local : new Date(`${day}T${time}${zone}`);
  if (Number.isNaN(utc.getTime()) || !isKept(utc.getUTCFullYear())) return undefined;
  const digits =
    fraction.length > 3 ? fraction.slice(0, 6).padEnd(6, '0') : fraction.padEnd(3, '0');
  return utc.toISOString().replace(/\.\d+Z$/, `.${digits}Z`);
}

/** PostgreSQL has no year 0000, and rows have years of four digits. */
const isKept = (year: number): boolean => year >= 1 && year <= 9999;

/** Orders two times that `parseInstant` has made: negative when `left` is earlier. */
export function compareInstants(left: string, right: string): number {
  const [a, b] = [inMicroseconds(left), inMicroseconds(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const inMicroseconds = (instant: string): string => instant.replace('Z', '').padEnd(26, '0');

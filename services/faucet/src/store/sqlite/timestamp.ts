/** The text of an instant as we store it: ISO 8601 in UTC with milliseconds. */
export function writeTimestamp(at: Date): string {
  return at.toISOString();
}

const STORED =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?\s*(Z|UTC|[+-]\d\d:?\d\d)?(\s.*)?$/;

/**
 * Reads an instant, also in the forms the original stored: Go's
 * `2026-11-21 02:02:31.692350735 +0000 UTC` and SQLite's `2026-11-21 02:02:31`.
 * What is none of these is the beginning of 1970.
 */
export function readTimestamp(text: string): Date {
  const [, date, time, fraction = '', zone] = STORED.exec(text) ?? [];
  if (date === undefined || time === undefined) return new Date(0);
  const milliseconds = fraction.slice(0, 4);
  const offset =
    zone === undefined || zone === 'UTC' ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2');
  return new Date(`${date}T${time}${milliseconds}${offset}`);
}

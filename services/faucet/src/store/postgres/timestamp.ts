/** Reads what PostgreSQL writes for `timestamptz`: `2026-11-21 02:02:31.692+00`. */
export function readTimestamp(text: string): Date {
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}

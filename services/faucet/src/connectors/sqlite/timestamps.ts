/** `YYYY-MM-DD`, perhaps a time of day, perhaps an offset: the forms SQLite's date functions read. */
const form =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d(?:\.\d+)?))?\s*(Z|z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A date or a point in time as RFC 3339; without an offset it is UTC, as SQLite takes it. Digits
 * are kept as they are. Anything else is given back unchanged.
 */
export const renderTimestamp = (text: string): string => {
  const [, date, minutes, seconds, offset] = form.exec(text) ?? [];
  if (date === undefined) return text;
  if (minutes === undefined) return `${date}T00:00:00Z`;
  return `${date}T${minutes}:${seconds ?? '00'}${renderOffset(offset)}`;
};

const renderOffset = (offset: string | undefined): string => {
  if (offset === undefined || offset === 'z') return 'Z';
  return offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
};

/** How a table writes points in time: `2024-02-11 08:00:00` (SQLite's own) or `2024-02-11T08:00:00Z`. */
export type TimestampStyle = 'sqlite' | 'iso';

/**
 * A point in time as the table writes them, so that comparing text compares time. UTC loses its
 * `Z` in SQLite's style; other offsets and other texts stay as they are.
 */
export const storeTimestamp = (text: string, style: TimestampStyle): string => {
  const [, date, minutes, seconds, offset] = form.exec(text) ?? [];
  if (date === undefined || minutes === undefined) return text;
  const isUtc = offset === undefined || /^(?:z|[+-]00:?00)$/i.test(offset);
  if (style === 'iso') return `${date}T${minutes}:${seconds ?? '00'}${isUtc ? 'Z' : offset}`;
  return isUtc ? `${date} ${minutes}:${seconds ?? '00'}` : text;
};

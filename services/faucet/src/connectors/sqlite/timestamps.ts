/** `YYYY-MM-DD`, perhaps a time of day, perhaps an offset: the forms SQLite's date functions read. */
const form =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d(?:\.\d+)?))?\s*(Z|z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A date or a point in time as RFC 3339; without an offset it is UTC, as SQLite takes it. Digits
 * are kept as they are. Anything else is given back unchanged.
 */
export const renderTimestamp = (text: string): string => {
  const [, date, minutes, seconds = '00', offset] = form.exec(text) ?? [];
  if (date === undefined) return text;
  if (minutes === undefined) return `${date}T00:00:00Z`;
  return `${date}T${minutes}:${seconds}${renderOffset(offset)}`;
};

const renderOffset = (offset: string | undefined): string => {
  if (offset === undefined || offset === 'z') return 'Z';
  return offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
};

/**
 * How a column writes points in time: `2024-02-11 08:00:00` (SQLite's own), `2024-02-11T08:00:00Z`,
 * or days alone.
 */
export type TimestampStyle = 'sqlite' | 'iso' | 'date';

/** The style of a text found in a column. */
export const timestampStyleOf = (text: string): TimestampStyle =>
  /^\d{4}-\d\d-\d\dT/.test(text) ? 'iso' : 'sqlite';

/**
 * A point in time as the column writes them, in UTC, so that comparing text compares time. Texts
 * of another form stay as they are.
 */
export const storeTimestamp = (text: string, style: TimestampStyle): string => {
  const [, date, minutes, seconds = '00', offset] = form.exec(text) ?? [];
  if (date === undefined || minutes === undefined) return text;
  const [day, time] = toUtc(date, minutes, offset);
  if (style === 'date' && `${time}:${seconds}` === '00:00:00') return day;
  return style === 'iso' ? `${day}T${time}:${seconds}Z` : `${day} ${time}:${seconds}`;
};

/** Offsets are whole minutes, so seconds and their digits need no arithmetic. */
const toUtc = (
  date: string,
  minutes: string,
  offset: string | undefined,
): readonly [string, string] => {
  const [, sign, hours, rest] = /^([+-])(\d\d):?(\d\d)$/.exec(offset ?? '') ?? [];
  const shift = (Number(hours ?? 0) * 60 + Number(rest ?? 0)) * (sign === '-' ? -1 : 1);
  const utc = Date.parse(`${date}T${minutes}:00Z`) - shift * 60_000;
  if (shift === 0 || Number.isNaN(utc)) return [date, minutes];
  const text = new Date(utc).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
};

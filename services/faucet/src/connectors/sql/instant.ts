/** A point in time in UTC, as the parts databases are given. */
export interface Instant {
  /** `2024-02-11`. */
  readonly date: string;
  /** `08:00:00`. */
  readonly time: string;
  /** Digits of the fraction of the second, perhaps none. */
  readonly fraction: string;
}

/** `2024-02-11T08:00:00.5+02:00`, with a space for the T, without the offset, or a date alone. */
const form =
  /^(\d{4}-\d\d-\d\d)(?:[ Tt](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(?:([Zz])|([+-]\d\d):?(\d\d)?)?)?$/;

/** Reads a point in time; without an offset it is UTC, without a time midnight. Undefined when it is none. */
export const parseInstant = (text: string): Instant | undefined => {
  const parts = form.exec(text.trim());
  if (parts === null) return undefined;
  const [, date = '', minutes = '00:00', seconds = '00', fraction = '', , hours, rest = '00'] =
    parts;
  const offset = hours === undefined ? 'Z' : `${hours}:${rest}`;
  const instant = new Date(`${date}T${minutes}:${seconds}${offset}`);
  if (Number.isNaN(instant.getTime())) return undefined;
  // The runtime reads February 30 as March 1.
  const day = new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10);
  if (day !== date) return undefined;
  const utc = instant.toISOString();
  return { date: utc.slice(0, 10), time: utc.slice(11, 19), fraction };
};

/** `08:30:00.5` from `08:30` and the like; undefined when the text is no time of day. */
export const parseTimeOfDay = (text: string): string | undefined => {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d+)?)?Z?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, hours = '', minutes = '', seconds = '00', fraction = ''] = parts;
  return `${hours}:${minutes}:${seconds}${fraction}`;
};

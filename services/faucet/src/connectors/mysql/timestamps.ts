/** `2024-02-11T08:00:00.5+02:00`, with a space for the T, without the offset, or a date alone. */
const form =
  /^(\d{4}-\d\d-\d\d)(?:[ Tt](\d\d:\d\d)(?::(\d\d)(\.\d+)?)?\s*(?:([Zz])|([+-]\d\d):?(\d\d)?)?)?$/;

/**
 * A point in time as DATETIME and TIMESTAMP take it: UTC, without T and Z. Digits of the fraction
 * are kept. Undefined when the text is none.
 */
export const storeTimestamp = (text: string): string | undefined => {
  const parts = form.exec(text.trim());
  if (parts === null) return undefined;
  const [, date = '', minutes, seconds = '00', fraction = '', , hours, rest = '00'] = parts;
  if (minutes === undefined) return date;
  const local = `${date} ${minutes}:${seconds}`;
  if (hours === undefined) return local + fraction;
  const offset = `${hours}:${rest}`;
  const time = new Date(`${date}T${minutes}:${seconds}${offset}`);
  if (Number.isNaN(time.getTime())) return undefined;
  return time.toISOString().slice(0, 19).replace('T', ' ') + fraction;
};

/** `838:59:59.5`, as TIME holds it. */
export const isTimeOfDay = (text: string): boolean => /^-?\d{1,3}:\d\d(:\d\d(\.\d+)?)?$/.test(text);

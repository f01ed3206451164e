/**
 * Rows arrive as JSON text written by a database, so it is well formed, and most of the time nobody
 * looks inside. These functions look at one row without parsing its values: numbers keep all digits.
 */

/** The last of several JSON objects joined by commas; `''` when there is none. Reads only that one. */
export const lastRow = (rows: string): string => {
  let depth = 0;
  let quoted = false;
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const code = rows.charCodeAt(at);
    if (code === quote) {
      if (!quoted || !isEscaped(rows, at)) quoted = !quoted;
    } else if (!quoted) {
      if (code === closeBrace || code === closeBracket) depth += 1;
      if (code === openBrace || code === openBracket) depth -= 1;
      if (depth === 0 && code === openBrace) return rows.slice(at);
    }
  }
  return '';
};

/** The JSON text of each value of a row, by its name, in the row's order. */
export const rowValues = (row: string): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  let at = skipBlank(row, row.indexOf('{') + 1);
  while (at < row.length && row.charCodeAt(at) === quote) {
    const nameEnd = stringEnd(row, at);
    const from = skipBlank(row, skipBlank(row, nameEnd) + 1);
    const to = valueEnd(row, from);
    values.set(stringOf(row.slice(at, nameEnd)), row.slice(from, to));
    at = skipBlank(row, to);
    if (row.charCodeAt(at) !== comma) break;
    at = skipBlank(row, at + 1);
  }
  return values;
};

/** A JSON scalar as plain text, null for null: strings without quotes and escapes, the rest as it is. */
export const scalarText = (value: string): string | null => {
  if (value === 'null') return null;
  return value.charCodeAt(0) === quote ? stringOf(value) : value;
};

/** The row with more members before its closing brace. */
export const spliceRow = (row: string, members: string): string => {
  const end = row.lastIndexOf('}');
  const empty = row.slice(0, end).trimEnd().endsWith('{');
  return `${row.slice(0, end)}${empty ? '' : ','}${members}}`;
};

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** An odd number of backslashes before a quote makes it part of the string. */
const isEscaped = (text: string, at: number): boolean => {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
};

const stringOf = (json: string): string =>
  json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1);

/** The index after the string that starts at `at`. */
const stringEnd = (text: string, at: number): number => {
  let close = text.indexOf('"', at + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close === -1 ? text.length : close + 1;
};

/** The index after the value that starts at `at`. */
const valueEnd = (text: string, at: number): number => {
  const first = text.charCodeAt(at);
  if (first === quote) return stringEnd(text, at);
  if (first === openBrace || first === openBracket) return nestedEnd(text, at);
  let end = at;
  while (end < text.length && !endsScalar(text.charCodeAt(end))) end += 1;
  return end;
};

const nestedEnd = (text: string, at: number): number => {
  let depth = 0;
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === quote) {
      end = stringEnd(text, end);
      continue;
    }
    end += 1;
    if (code === openBrace || code === openBracket) depth += 1;
    if (code === closeBrace || code === closeBracket) depth -= 1;
    if (depth === 0) break;
  }
  return end;
};

const endsScalar = (code: number): boolean =>
  code === comma || code === closeBrace || code === closeBracket || isBlank(code);

const isBlank = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const skipBlank = (text: string, from: number): number => {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
};

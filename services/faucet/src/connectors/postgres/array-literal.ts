import { isLosslessNumber, parse } from 'lossless-json';

/**
 * A JSON array as PostgreSQL's text for an array (`{1,"a b",NULL}`), with every digit kept.
 * Objects become their JSON text, for arrays of json; `bytes` reads strings as base64.
 * Undefined when the text is not a JSON array.
 */
export const arrayLiteral = (json: string, bytes: boolean): string | undefined => {
  const value: unknown = parse(json);
  return Array.isArray(value) ? literal(value, bytes) : undefined;
};

const literal = (value: readonly unknown[], bytes: boolean): string =>
  `{${value.map((item) => element(item, bytes)).join(',')}}`;

const element = (value: unknown, bytes: boolean): string => {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return literal(value, bytes);
  if (isLosslessNumber(value)) return value.toString();
  if (typeof value === 'string') {
    return quoted(bytes ? `\\x${Buffer.from(value, 'base64').toString('hex')}` : value);
  }
  return typeof value === 'boolean' ? String(value) : quoted(jsonText(value));
};

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const jsonText = (value: unknown): string => {
  if (isLosslessNumber(value)) return value.toString();
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value);
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`).join(',')}}`;
};

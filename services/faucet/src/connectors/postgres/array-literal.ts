import { isLosslessNumber, parse } from 'lossless-json';

/**
 * A JSON array as PostgreSQL's text for an array (`{1,"a b",NULL}`), with every digit kept.
 * Undefined when the text is not a JSON array.
 */
export const arrayLiteral = (json: string, elements: ArrayElements): string | undefined => {
  const value: unknown = parse(json);
  return Array.isArray(value) ? literal(value, elements) : undefined;
};

/** `bytes` are base64 in JSON; elements of kind `json` are any JSON value, arrays included. */
export type ArrayElements = 'plain' | 'bytes' | 'json';

const literal = (value: readonly unknown[], elements: ArrayElements): string =>
  `{${value.map((item) => element(item, elements)).join(',')}}`;

const element = (value: unknown, elements: ArrayElements): string => {
  if (value === null) return 'NULL';
  if (elements === 'json') return quoted(jsonText(value));
  if (Array.isArray(value)) return literal(value, elements);
  if (isLosslessNumber(value)) return value.toString();
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return quoted(jsonText(value));
  return quoted(
    elements === 'bytes' ? `\\x${Buffer.from(value, 'base64').toString('hex')}` : value,
  );
};

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const jsonText = (value: unknown): string => {
  if (isLosslessNumber(value)) return value.toString();
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value);
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`).join(',')}}`;
};

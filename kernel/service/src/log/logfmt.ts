/** Blanks, quotes, `=` and everything that moves a terminal's cursor or ends a line. */
const NEEDS_QUOTES = /[\s"=\\\p{Cc}]/u;
const LEFT_BY_JSON = /[\p{Cc}\u2028\u2029]/gu;

/**
 * Renders fields as ` key=value` each; objects as `key.inner=value`, lists as JSON. The fields went
 * through `HideSecrets`, so there are only scalars, lists and plain objects of limited depth.
 */
export function renderLogfmtFields(
  fields: Readonly<Record<string, unknown>> | undefined,
  prefix = '',
): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || typeof value === 'function') continue;
    const key = prefix + (NEEDS_QUOTES.test(name) ? name.replaceAll(/[^\w.-]/g, '_') : name);
    text += isRecord(value)
      ? renderLogfmtFields(value, `${key}.`)
      : ` ${key}=${renderLogfmtValue(value)}`;
  }
  return text;
}

/** Renders one value; text is quoted if it could be mistaken for more than one value. */
export function renderLogfmtValue(value: unknown): string {
  const text = typeof value === 'string' ? value : textOf(value);
  if (text !== '' && !NEEDS_QUOTES.test(text)) return text;
  return JSON.stringify(text).replaceAll(
    LEFT_BY_JSON,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // A bigint in a list, for example. A log line must never fail.
    return '[unprintable]';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `\s` is in ECMAScript: more than in RE2. */
const SPACE = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
/** What `.` is not. */
const LINE_ENDS = String.raw`\n\r\x{2028}\x{2029}`;

/**
 * A regular expression of ECMAScript, with the flag u, as RE2 understands the same. Undefined for what
 * means something else there and has no other words.
 */
export function translateRegex(pattern: string): string | undefined {
  // Halves of characters in two escapes.
  if (/\\u[dD][89a-fA-F]/.test(pattern)) return undefined;
  let isInClass = false;
  const parts: string[] = [];
  // Tokens: an escape with its letter, or one character.
  for (const token of pattern.match(/\\.|[^\\]/gsu) ?? []) {
    if (token === '[') isInClass = true;
    if (token === ']') isInClass = false;
    // RE2JS would take a reference back by name for the letter.
    if (token === String.raw`\k`) return undefined;
    if (token === String.raw`\S` && isInClass) return undefined;
    parts.push(isInClass ? inClass(token) : outside(token));
  }
  return parts.join('');
}

const inClass = (token: string): string => (token === String.raw`\s` ? SPACE : token);

function outside(token: string): string {
  if (token === String.raw`\s`) return `[${SPACE}]`;
  if (token === String.raw`\S`) return `[^${SPACE}]`;
  return token === '.' ? `[^${LINE_ENDS}]` : token;
}

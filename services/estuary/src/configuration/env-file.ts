import { Fault } from '@aquifer/service';

const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;

/**
 * Parses a `.env` file (contract §1): `KEY=value`, `#` comments, optional quotes and `export`. Of a
 * variable set twice the last counts. Throws a Fault that names the line, never its content.
 */
export function parseEnvFile(text: string): Readonly<Record<string, string>> {
  const variables = new Map<string, string>();
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const content = index === 0 ? line.replace(/^\uFEFF/, '').trim() : line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const [, name, written] = ASSIGNMENT.exec(content) ?? [];
    const value = written === undefined ? undefined : unquote(written);
    if (name === undefined || value === undefined) throw malformed(index + 1);
    variables.set(name, value);
  }
  return Object.fromEntries(variables);
}

/** A value with its quotes taken off, or undefined when they do not close. */
function unquote(written: string): string | undefined {
  const [quote = ''] = written;
  if (quote !== '"' && quote !== "'") return written.replace(/\s+#.*$/, '').trim();
  const end = closingQuote(written, quote);
  if (end === -1 || !/^\s*(#.*)?$/.test(written.slice(end + 1))) return undefined;
  const inner = written.slice(1, end);
  return quote === "'"
    ? inner
    : inner.replaceAll(/\\(["\\nrt])/g, (_, char: string) => escapes[char] ?? char);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Within double quotes a backslash protects the next character. */
function closingQuote(written: string, quote: string): number {
  for (let at = 1; at < written.length; at += 1) {
    if (quote === '"' && written[at] === '\\') at += 1;
    else if (written[at] === quote) return at;
  }
  return -1;
}

const malformed = (line: number): Fault =>
  new Fault({
    code: 'env_file_malformed',
    status: 500,
    message: `line ${line} is not KEY=value`,
    context: { line },
  });

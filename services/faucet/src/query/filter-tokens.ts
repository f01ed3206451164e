/** One word of a filter. `at` is its index in the text, in UTF-16 units. */
export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'symbol' | 'end';
  /** As written; for `text` what stands between the quotes, unescaped. */
  readonly text: string;
  readonly at: number;
}

/** What cannot be a token, and where. */
export interface TokenProblem {
  readonly reason: string;
  readonly at: number;
}

/** The tokens of a filter, always closed by `end`; or the first thing that is none. One pass. */
export const tokenize = (text: string): readonly Token[] | TokenProblem => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      at += 1;
      continue;
    }
    const scanned = scanToken(text, at, code);
    if ('reason' in scanned) return scanned;
    tokens.push(scanned.token);
    at = scanned.end;
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
};

interface Scanned {
  readonly token: Token;
  readonly end: number;
}

const scanToken = (text: string, at: number, code: number): Scanned | TokenProblem => {
  if (isWordStart(code)) return scanWord(text, at);
  if (isDigit(code)) return scanNumber(text, at, at);
  if (code === minus && isDigit(text.charCodeAt(at + 1))) return scanNumber(text, at, at + 1);
  if (code === quote) return scanText(text, at);
  return scanSymbol(text, at);
};

const scanWord = (text: string, at: number): Scanned => {
  let end = at + 1;
  while (isWordPart(text.charCodeAt(end))) end += 1;
  return { token: { kind: 'word', text: text.slice(at, end), at }, end };
};

/** `1`, `-1`, `1.5`; not `1.`, `.5` or `1e5`. */
const scanNumber = (text: string, at: number, digits: number): Scanned | TokenProblem => {
  let end = skipDigits(text, digits);
  if (text.charCodeAt(end) === point && isDigit(text.charCodeAt(end + 1))) {
    end = skipDigits(text, end + 1);
  }
  if (isWordPart(text.charCodeAt(end))) return unexpected(text, end);
  return { token: { kind: 'number', text: text.slice(at, end), at }, end };
};

const scanText = (text: string, at: number): Scanned | TokenProblem => {
  let value = '';
  let from = at + 1;
  for (;;) {
    const close = text.indexOf("'", from);
    if (close === -1) return { reason: 'unterminated string', at };
    value += text.slice(from, close);
    if (text.charCodeAt(close + 1) !== quote) {
      return { token: { kind: 'text', text: value, at }, end: close + 1 };
    }
    value += "'";
    from = close + 2;
  }
};

const symbols = ['<>', '<=', '>=', '!=', '=', '<', '>', '(', ')', ',', '.'];

const scanSymbol = (text: string, at: number): Scanned | TokenProblem => {
  const symbol = symbols.find((one) => text.startsWith(one, at));
  if (symbol === undefined) return unexpected(text, at);
  return { token: { kind: 'symbol', text: symbol, at }, end: at + symbol.length };
};

const unexpected = (text: string, at: number): TokenProblem => {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return { reason: `unexpected character ${JSON.stringify(character)}`, at };
};

const minus = 0x2d;
const quote = 0x27;
const point = 0x2e;

const skipDigits = (text: string, from: number): number => {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
};

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isWordStart = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code);

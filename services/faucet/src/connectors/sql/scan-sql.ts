import { fault } from '../../faults.ts';

/** How one database writes what is not a word: the parts that may hold any text. */
export interface SqlSyntax {
  /** `[name]`, with `]]` for a bracket in it. */
  readonly brackets?: boolean;
  /** Block comments may contain block comments. */
  readonly nestedComments?: boolean;
  /** `$$text$$`. */
  readonly dollarQuotes?: boolean;
  /** `q'[text]'`. */
  readonly chosenQuotes?: boolean;
  /** A backslash takes the next character of a string out of the syntax. */
  readonly backslashes?: boolean;
  /** `//` begins a comment too. */
  readonly slashComments?: boolean;
}

/** A word in capitals, or a single sign. Strings and quoted names are the sign they begin with. */
export interface SqlToken {
  readonly text: string;
  readonly isWord: boolean;
  /** Place in the text. */
  readonly at: number;
}

/** The words and signs of a statement, without comments. Throws sql_refused for what is not closed. */
export const scanSql = (sql: string, syntax: SqlSyntax): readonly SqlToken[] => {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const skipped = skipSpace(sql, at, syntax);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const end = opaqueEnd(sql, at, syntax);
    if (end !== undefined) {
      tokens.push({ text: sql.charAt(at), isWord: false, at });
      at = end;
      continue;
    }
    const word = wordAt(sql, at);
    tokens.push(
      word === ''
        ? { text: sql.charAt(at), isWord: false, at }
        : { text: word.toUpperCase(), isWord: true, at },
    );
    at += word.length || 1;
  }
  return tokens;
};

/** The only statement of a text: its tokens, and it without a semicolon. Throws sql_refused. */
export const onlyStatement = (
  sql: string,
  syntax: SqlSyntax,
): { readonly sql: string; readonly tokens: readonly SqlToken[] } => {
  const all = scanSql(sql, syntax);
  const semicolon = all.findIndex(({ text, isWord }) => text === ';' && !isWord);
  if (semicolon === -1 && all.length > 0) return { sql: sql.trim(), tokens: all };
  const tokens = all.slice(0, Math.max(semicolon, 0));
  if (tokens.length === 0) throw refusedSql('there is no statement');
  if (all.slice(semicolon).some(({ text }) => text !== ';')) {
    throw refusedSql('one statement at a time');
  }
  return { sql: sql.slice(0, all[semicolon]?.at).trim(), tokens };
};

/** The words of a list, for asking whether a token is one of them. */
export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** A caller's own statement that is not run. */
export const refusedSql = (reason: string): Error =>
  fault('sql_refused', { action: 'Query', reason });

const wordAt = (sql: string, at: number): string => {
  word.lastIndex = at;
  return word.exec(sql)?.[0] ?? '';
};

const word = /[\p{L}\p{N}_$#@]+/uy;

/** The end of white space or of a comment that begins here; here when there is none. */
const skipSpace = (sql: string, at: number, syntax: SqlSyntax): number => {
  if (/\s/.test(sql.charAt(at))) return at + 1;
  const two = sql.slice(at, at + 2);
  if (two === '--' || (two === '//' && syntax.slashComments === true)) {
    const end = sql.indexOf('\n', at);
    return end === -1 ? sql.length : end + 1;
  }
  return two === '/*' ? commentEnd(sql, at, syntax) : at;
};

const commentEnd = (sql: string, at: number, { nestedComments }: SqlSyntax): number => {
  let depth = 1;
  for (let place = at + 2; place < sql.length; place += 1) {
    const two = sql.slice(place, place + 2);
    if (two === '*/') depth -= 1;
    else if (two === '/*' && nestedComments === true) depth += 1;
    else continue;
    if (depth === 0) return place + 2;
    place += 1;
  }
  throw refusedSql('a comment is not closed');
};

/** The end of a string or a quoted name that begins here; undefined when none does. */
const opaqueEnd = (sql: string, at: number, syntax: SqlSyntax): number | undefined => {
  const first = sql.charAt(at);
  if (first === "'") return quotedEnd(sql, at + 1, "'", syntax.backslashes === true);
  if (first === '"') return quotedEnd(sql, at + 1, '"', false);
  if (first === '[' && syntax.brackets === true) return quotedEnd(sql, at + 1, ']', false);
  if (syntax.dollarQuotes === true && sql.startsWith('$$', at)) {
    return after(sql, '$$', at + 2);
  }
  if (syntax.chosenQuotes !== true) return undefined;
  const [opening, mark] = /^n?q'(.)/is.exec(sql.slice(at, at + 4)) ?? [];
  if (opening === undefined || mark === undefined) return undefined;
  return after(sql, `${closing[mark] ?? mark}'`, at + opening.length);
};

const closing: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')', '<': '>' };

const after = (sql: string, mark: string, from: number): number => {
  const found = sql.indexOf(mark, from);
  if (found === -1) throw refusedSql('a string is not closed');
  return found + mark.length;
};

const quotedEnd = (sql: string, from: number, mark: string, backslashes: boolean): number => {
  for (let at = from; at < sql.length; at += 1) {
    const sign = sql.charAt(at);
    if (sign === '\\' && backslashes) at += 1;
    else if (sign === mark) {
      if (sql.charAt(at + 1) !== mark) return at + 1;
      at += 1;
    }
  }
  throw refusedSql('a string or a name is not closed');
};

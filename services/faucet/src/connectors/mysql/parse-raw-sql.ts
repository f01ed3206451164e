import { fault } from '../../faults.ts';

/**
 * Checks a caller's own statement: one statement of a permitted kind, which leaves nothing behind
 * in the session and reaches none of the server's files. Comments that the server would run as SQL
 * are refused. Throws sql_refused; returns the statement without a semicolon at its end.
 */
export const parseRawSql = (sql: string, write: boolean): string => {
  const tokens = scan(sql);
  const words = tokens.map(({ text }) => text.toUpperCase());
  const end = words.indexOf(';');
  if (end !== -1 && words.slice(end).some((word) => word !== ';'))
    refuse('one statement at a time');
  const body = end === -1 ? words : words.slice(0, end);
  checkKind(body, write);
  checkWords(body);
  const semicolon = tokens[end];
  return (semicolon === undefined ? sql : sql.slice(0, semicolon.at)).trim();
};

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Strings, quoted names and comments, which may hold anything; then words and single characters. */
const token =
  /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"|`(?:[^`]|``)*`|--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|:=|@+[\w$.\u0080-\uffff]*|[\w$\u0080-\uffff]+|\S/g;

const scan = (sql: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(token)) {
    const [text] = match;
    if (/^\/\*M?!/i.test(text)) refuse('comments that are run as SQL are not permitted');
    if (/^(--\s|--$|#|\/\*)/.test(text) && text.length > 1) continue;
    if (/^['"`]$/.test(text)) refuse('a string or a name is not closed');
    if (text === '#') continue;
    tokens.push({ text: /^['"`]/.test(text) ? text.charAt(0) : text, at: match.index });
  }
  return tokens;
};

const reading: ReadonlySet<string> = new Set([
  'SELECT',
  'WITH',
  'VALUES',
  'TABLE',
  'SHOW',
  'EXPLAIN',
  'DESCRIBE',
  'DESC',
  '(',
]);
const changing: ReadonlySet<string> = new Set([
  'INSERT',
  'UPDATE',
  'DELETE',
  'REPLACE',
  'TRUNCATE',
  'CALL',
]);
const defining: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'RENAME']);

/** What may be created, altered and dropped: not users, servers or libraries of the whole server. */
const definable: ReadonlySet<string> = new Set([
  'TABLE',
  'INDEX',
  'UNIQUE',
  'FULLTEXT',
  'SPATIAL',
  'VIEW',
  'SEQUENCE',
  'TRIGGER',
]);

const checkKind = ([first = '', ...rest]: readonly string[], write: boolean): void => {
  if (first === '') refuse('there is no statement');
  if (reading.has(first)) return;
  if (!changing.has(first) && !defining.has(first)) refuse(`${first} is not permitted`);
  if (!write) refuse('it would write, and only reading is permitted here');
  if (!defining.has(first)) return;
  const second = rest[0] === 'OR' && rest[1] === 'REPLACE' ? rest[2] : rest[0];
  if (!definable.has(second ?? '')) refuse(`${first} ${second ?? ''} is not permitted`);
};

/** Functions that hold a lock of the session or read the server's files. */
const forbidden =
  /^(GET_LOCK|RELEASE_LOCK|RELEASE_ALL_LOCKS|LOAD_FILE|SYS_EXEC|SYS_EVAL|MASTER_POS_WAIT)$/;

const checkWords = (words: readonly string[]): void => {
  for (const [index, word] of words.entries()) {
    if (word === ':=') refuse('variables may not be set');
    if (forbidden.test(word) && words[index + 1] === '(')
      refuse(`the function ${word} is not permitted`);
    const next = words[index + 1] ?? '';
    if (word === 'INTO' && (next.startsWith('@') || next === 'OUTFILE' || next === 'DUMPFILE')) {
      refuse(`INTO ${next} is not permitted`);
    }
  }
};

const refuse = (reason: string): never => {
  throw fault('sql_refused', { action: 'Query', reason });
};

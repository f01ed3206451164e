import { fault } from '../../faults.ts';

/**
 * Checks a caller's own statement before it runs: one statement, and one of these kinds. The rest
 * could leave the database (ATTACH, VACUUM INTO), end our transaction, or change the connection
 * for those who use it next (PRAGMA). Throws sql_refused.
 */
export const vetRawSql = (sql: string, write: boolean): void => {
  const { words, hasMore } = scan(sql);
  const [first = '', ...rest] = words;
  if (first === '') refuse('it holds no statement');
  if (hasMore && !isTrigger(words)) refuse('it holds more than one statement');
  const explained = rest.find((word) => word !== 'QUERY' && word !== 'PLAN');
  const keyword = first === 'EXPLAIN' ? (explained ?? '') : first;
  if (keyword === 'CREATE' && isTemporary(words)) {
    refuse('temporary tables, views and triggers are not allowed here');
  }
  if (reading.has(keyword)) return;
  if (!changing.has(keyword)) refuse(`${keyword} is not allowed here`);
  if (!write) refuse(`${keyword} may not be run read-only`);
};

/** Whether a vetted statement cannot write. `WITH` may begin either kind, so it counts as writing. */
export const onlyReads = (sql: string): boolean => {
  const [first = ''] = scan(sql).words;
  return first === 'SELECT' || first === 'VALUES' || first === 'EXPLAIN';
};

/**
 * `CREATE TEMP …`, or the schema `temp` before a name. What is temporary stays on a connection that
 * others use next, and hides their tables.
 */
const isTemporary = (words: readonly string[]): boolean => {
  const names = words.map((word) => word.replace(/^["'`[]|["'`\]]$/g, ''));
  return names.some(
    (name, place) =>
      (name === 'TEMP' || name === 'TEMPORARY') && (place < 3 || names[place + 1] === '.'),
  );
};

/** The body of a trigger has semicolons of its own. */
const isTrigger = ([create, second]: readonly string[]): boolean =>
  create === 'CREATE' && second === 'TRIGGER';

const reading: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES']);
const changing: ReadonlySet<string> = new Set([
  'INSERT',
  'UPDATE',
  'DELETE',
  'REPLACE',
  'CREATE',
  'ALTER',
  'DROP',
  'REINDEX',
  'ANALYZE',
]);

/**
 * Strings, quoted names and comments, which may hold anything; then words and single characters. A
 * doubled quote inside a string reads as two strings side by side, and what is not closed reaches
 * to the end, so that no text makes this search more than once.
 */
const token =
  /'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[A-Za-z_]+|\S/g;

const wordsMax = 8;

const scan = (sql: string): { readonly words: readonly string[]; readonly hasMore: boolean } => {
  const words: string[] = [];
  let isEnded = false;
  let hasMore = false;
  for (const [found] of sql.matchAll(token)) {
    if (found.startsWith('--') || found.startsWith('/*')) continue;
    if (found === ';') isEnded = words.length > 0;
    else if (isEnded) hasMore = true;
    // The kind of a statement shows in its first few words: `CREATE TABLE IF NOT EXISTS temp . x`.
    if (found !== ';' && words.length < wordsMax) words.push(found.toUpperCase());
  }
  return { words, hasMore };
};

const refuse = (reason: string): never => {
  throw fault('sql_refused', { action: 'Query', reason });
};

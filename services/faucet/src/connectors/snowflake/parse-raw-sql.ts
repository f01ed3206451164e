import { onlyStatement, refusedSql, type SqlSyntax, wordSet } from '../sql/scan-sql.ts';

/** A caller's own statement, found to be one of a permitted kind. */
export interface ParsedSql {
  readonly text: string;
  /** It only reads. */
  readonly isQuery: boolean;
}

const syntax: SqlSyntax = { dollarQuotes: true, backslashes: true, slashComments: true };

const reading = wordSet('SELECT WITH SHOW DESCRIBE DESC EXPLAIN VALUES');
const changing = wordSet('INSERT UPDATE DELETE MERGE TRUNCATE COMMENT CREATE ALTER DROP UNDROP');
/** What may be created, altered and dropped: not users, roles, warehouses, stages or integrations, nor what a session keeps. */
const definable = wordSet('TABLE VIEW SEQUENCE SCHEMA MATERIALIZED TRANSIENT');

/**
 * Checks a caller's own statement. Snowflake has no read-only transaction: what begins with a
 * reading word writes nothing there, except that it takes numbers of sequences and calls functions
 * of the system, which are refused. Throws sql_refused.
 */
export const parseRawSql = (sql: string, write: boolean): ParsedSql => {
  const { sql: text, tokens } = onlyStatement(sql, syntax);
  const words = tokens.map((token) => token.text);
  const [first = '', ...rest] = words.filter((word) => word !== '(');
  const isQuery = reading.has(first);
  if (!isQuery && !changing.has(first)) throw refusedSql(`${first} is not permitted`);
  if (!isQuery && !write) throw refusedSql('it would write, and only reading is permitted here');
  if (first === 'CREATE' || first === 'ALTER' || first === 'DROP' || first === 'UNDROP') {
    const object = rest[0] === 'OR' && rest[1] === 'REPLACE' ? rest[2] : rest[0];
    if (!definable.has(object ?? '')) throw refusedSql(`${first} ${object ?? ''} is not permitted`);
  }
  checkWords(words, isQuery);
  // Quotes would hide a name.
  if (/\bSYSTEM\$/i.test(text)) throw refusedSql('functions of the system are not permitted');
  return { text, isQuery };
};

const checkWords = (words: readonly string[], isQuery: boolean): void => {
  for (const [index, word] of words.entries()) {
    if (word.startsWith('@')) throw refusedSql('files of stages are not permitted');
    if (word === 'CALL') throw refusedSql('CALL is not permitted');
    if (isQuery && word === 'NEXTVAL') throw refusedSql('NEXTVAL would change a sequence');
    const isStage = word === "'" && words[index - 1] === 'FROM';
    if (isStage) throw refusedSql('files of stages are not permitted');
  }
};

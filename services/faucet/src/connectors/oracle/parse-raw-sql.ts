import { onlyStatement, refusedSql, type SqlSyntax, wordSet } from '../sql/scan-sql.ts';

/** A caller's own statement, found to be one of a permitted kind. */
export interface ParsedSql {
  readonly text: string;
  /** It only reads. */
  readonly isQuery: boolean;
}

const syntax: SqlSyntax = { chosenQuotes: true };

const reading = wordSet('SELECT WITH');
const changing = wordSet('INSERT UPDATE DELETE MERGE TRUNCATE COMMENT CREATE ALTER DROP RENAME');
/** What may be created, altered and dropped: not users, directories, links or the system. */
const definable = wordSet('TABLE INDEX UNIQUE BITMAP VIEW MATERIALIZED SEQUENCE SYNONYM GLOBAL');

/**
 * Packages whose functions reach files, the network, other sessions or jobs, or run text. Looked
 * for in the whole text, since quotes would hide a name.
 */
const forbidden =
  /\b(DBMS_(?!LOB\b|RANDOM\b|CRYPTO\b)\w+|UTL_(?!RAW\b|ENCODE\b|I18N\b|MATCH\b)\w+|HTTPURITYPE|OWA_\w+|SYS_EXEC)\b/i;

/**
 * Checks a caller's own statement. What reads runs in a read-only transaction besides; functions of
 * the schema could still write in a transaction of their own, which only grants prevent. Throws
 * sql_refused.
 */
export const parseRawSql = (sql: string, write: boolean): ParsedSql => {
  const { sql: text, tokens } = onlyStatement(sql, syntax);
  const words = tokens.map((token) => token.text);
  const [first = '', second = '', third = '', fourth = ''] = words.filter((word) => word !== '(');
  const isQuery = reading.has(first);
  if (!isQuery && !changing.has(first)) throw refusedSql(`${first} is not permitted`);
  if (!isQuery && !write) throw refusedSql('it would write, and only reading is permitted here');
  const isDefining = first === 'CREATE' || first === 'ALTER' || first === 'DROP';
  const object = second === 'OR' && third === 'REPLACE' ? fourth : second;
  if (isDefining && !definable.has(object)) {
    throw refusedSql(`${first} ${object} is not permitted`);
  }
  const isLocking = words.some((word, index) => word === 'FOR' && words[index + 1] === 'UPDATE');
  if (isQuery && isLocking) throw refusedSql('FOR UPDATE is not permitted');
  const name = forbidden.exec(text)?.[0];
  if (name !== undefined) throw refusedSql(`${name.toUpperCase()} is not permitted`);
  return { text, isQuery };
};

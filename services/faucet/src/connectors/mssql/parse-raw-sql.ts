import {
  onlyStatement,
  refusedSql,
  type SqlSyntax,
  type SqlToken,
  wordSet,
} from '../sql/scan-sql.ts';

/** A caller's own statement, found to be one of a permitted kind. */
export interface ParsedSql {
  readonly text: string;
  /** It only reads. */
  readonly isQuery: boolean;
}

const syntax: SqlSyntax = { brackets: true, nestedComments: true };

/**
 * Checks a caller's own statement. T-SQL needs no semicolon between two statements, so that words
 * which begin one are refused wherever they stand (in brackets they are names). SQL Server has no
 * read-only transaction: this check is what keeps a reading statement from writing, and the
 * transaction around it is rolled back besides. Throws sql_refused.
 */
export const parseRawSql = (sql: string, write: boolean): ParsedSql => {
  const { sql: text, tokens } = onlyStatement(sql, syntax);
  const first = tokens[0]?.text ?? '';
  const isQuery = (first === 'SELECT' || first === 'WITH') && !hasWord(tokens, changing);
  if (!isQuery && !changing.has(first) && first !== 'WITH' && first !== 'SELECT') {
    throw refusedSql(`${first} is not permitted`);
  }
  if (!isQuery && !write) throw refusedSql('it would write, and only reading is permitted here');
  const refused = tokens.find(({ text: word, isWord }) => isWord && forbidden.test(word));
  if (refused !== undefined) throw refusedSql(`${refused.text} is not permitted`);
  checkNames(text, tokens);
  const takesNumber = tokens.some(
    ({ text: word }, index) => word === 'NEXT' && tokens[index + 1]?.text === 'VALUE',
  );
  if (takesNumber && !write) throw refusedSql('NEXT VALUE FOR would change a sequence');
  checkObject(tokens);
  checkCount(tokens);
  return { text, isQuery };
};

const changing: ReadonlySet<string> = wordSet(
  'INSERT UPDATE DELETE MERGE TRUNCATE CREATE ALTER DROP INTO',
);

const hasWord = (tokens: readonly SqlToken[], words: ReadonlySet<string>): boolean =>
  tokens.some(({ text, isWord }) => isWord && words.has(text));

/**
 * Words that end the transaction, change the session or the server, run text or other code, reach
 * other servers and files, wait, or begin a second statement.
 */
const forbidden =
  /^(EXEC|EXECUTE|BEGIN|COMMIT|ROLLBACK|SAVE|USE|SETUSER|REVERT|GRANT|REVOKE|DENY|BACKUP|RESTORE|SHUTDOWN|KILL|DBCC|BULK|WAITFOR|RECONFIGURE|DECLARE|PRINT|RAISERROR|THROW|GOTO|RETURN|WHILE|IF|CHECKPOINT|OPENROWSET|OPENQUERY|OPENDATASOURCE|OPENXML|READTEXT|WRITETEXT|UPDATETEXT|RECEIVE|SEND|ENABLE|DISABLE|DEALLOCATE|LINENO|XP_\w+|SP_\w+)$/;

/** `#name` is a temporary table, which the session would keep; `##name` the whole server. */
const checkNames = (text: string, tokens: readonly SqlToken[]): void => {
  const isTemporary = tokens.some(({ text: word, isWord, at }) =>
    isWord ? word.startsWith('#') : (word === '[' || word === '"') && text.charAt(at + 1) === '#',
  );
  if (isTemporary) throw refusedSql('temporary tables are not permitted');
};

/** What may be created, altered and dropped: not logins, keys or databases of the whole server. */
const definable: ReadonlySet<string> = wordSet(
  'TABLE INDEX UNIQUE CLUSTERED NONCLUSTERED VIEW SEQUENCE COLUMN CONSTRAINT STATISTICS SYNONYM SCHEMA',
);

const checkObject = (tokens: readonly SqlToken[]): void => {
  const [first, second, third, fourth] = tokens.map(({ text }) => text);
  if (first !== 'CREATE' && first !== 'ALTER' && first !== 'DROP') return;
  const object = second === 'OR' && third === 'ALTER' ? fourth : second;
  if (!definable.has(object ?? '')) throw refusedSql(`${first} ${object ?? ''} is not permitted`);
};

/** Inside a MERGE stand the words of other statements; beside any other one they begin a second. */
const checkCount = (tokens: readonly SqlToken[]): void => {
  const words = tokens.filter(({ isWord }) => isWord).map(({ text }) => text);
  if (words.includes('MERGE')) return;
  const isAltering = words[0] === 'ALTER';
  const beginnings = words.filter((word, index) => {
    // ON DELETE and ON UPDATE of a foreign key; ADD and DROP inside ALTER TABLE.
    if (words[index - 1] === 'ON' && (word === 'DELETE' || word === 'UPDATE')) return false;
    if (isAltering && index > 0 && (word === 'ALTER' || word === 'DROP')) return false;
    return changing.has(word) && word !== 'INTO';
  });
  const own = words[0] === 'SELECT' ? 0 : 1;
  if (beginnings.length > own) throw refusedSql('one statement at a time');
  const isSet = words.some((word, index) => word === 'SET' && !isPartOfUpdate(words, index));
  if (isSet) throw refusedSql('SET is not permitted');
};

/** SET belongs to UPDATE, and to SET NULL and SET DEFAULT of a foreign key. */
const isPartOfUpdate = (words: readonly string[], index: number): boolean => {
  const next = words[index + 1];
  if (words[index - 2] === 'ON' && (next === 'NULL' || next === 'DEFAULT')) return true;
  const update = words.indexOf('UPDATE');
  return update !== -1 && update < index && words.indexOf('SET') === index;
};

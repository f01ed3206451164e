import { SqliteParameterError } from './bind-parameters.ts';
import { SqliteOpenError } from './sqlite-open-error.ts';

/** Kinds of failure a caller can act on; the same words as in @aquifer/postgres where both have it. */
export type SqliteErrorCode =
  | 'busy'
  | 'unique'
  | 'not_null'
  | 'foreign_key'
  | 'check'
  | 'type_mismatch'
  | 'no_such_table'
  | 'no_such_column'
  | 'no_such_function'
  | 'already_exists'
  | 'ambiguous_column'
  | 'read_only'
  | 'permission'
  | 'cannot_open'
  | 'disk_full'
  | 'disk_io'
  | 'corrupt'
  | 'not_a_database'
  | 'schema_changed'
  | 'too_big'
  | 'overflow'
  | 'out_of_memory'
  | 'interrupted'
  | 'raised'
  | 'parameter'
  | 'syntax'
  | 'failed';

/** What a SQLite error says, in a form fit for an answer: no SQL text, no path. */
export interface SqliteErrorDetail {
  /** 'failed' when it came from SQLite and is none of the others. */
  readonly code: SqliteErrorCode;
  readonly table?: string;
  /** Columns of the violated UNIQUE, PRIMARY KEY, NOT NULL or STRICT rule, or the unknown column. */
  readonly columns?: readonly string[];
  /** Name or text of the violated CHECK constraint, or name of the unique index on expressions. */
  readonly constraint?: string;
  /** What the database said while running, such as the sentence of RAISE(ABORT, '…') in a trigger. */
  readonly message?: string;
}

/** Classifies a thrown value; undefined when it did not come from SQLite. */
export function sqliteErrorDetail(error: unknown): SqliteErrorDetail | undefined {
  if (error instanceof SqliteParameterError) return { code: 'parameter', message: error.message };
  if (error instanceof SqliteOpenError) return { code: 'cannot_open', message: error.message };
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  if (code === 'ERR_OUT_OF_RANGE') return readMessage(error.message);
  if (code !== 'ERR_SQLITE_ERROR') return undefined;
  const { errcode } = error as { errcode?: unknown };
  return readResultCode(errcode, error.message) ?? readMessage(error.message);
}

/** The code alone of `sqliteErrorDetail`. */
export function sqliteErrorCode(error: unknown): SqliteErrorCode | undefined {
  return sqliteErrorDetail(error)?.code;
}

/** Primary result codes (https://sqlite.org/rescode.html) that say all without the message. */
const byPrimaryCode: Readonly<Record<number, SqliteErrorCode>> = {
  3: 'permission',
  5: 'busy',
  6: 'busy',
  7: 'out_of_memory',
  8: 'read_only',
  9: 'interrupted',
  10: 'disk_io',
  11: 'corrupt',
  13: 'disk_full',
  14: 'cannot_open',
  17: 'schema_changed',
  18: 'too_big',
  23: 'permission',
  25: 'parameter',
  26: 'not_a_database',
};

/** SQLITE_CONSTRAINT_TRIGGER: a RAISE() in a trigger, with a sentence of the schema's author. */
const constraintTrigger = 1811;

function readResultCode(errcode: unknown, message: string): SqliteErrorDetail | undefined {
  if (typeof errcode !== 'number') return undefined;
  if (errcode === constraintTrigger) return { code: 'raised', message };
  const code = byPrimaryCode[errcode & 0xff];
  return code === undefined ? undefined : { code };
}

type Reader = (match: RegExpExecArray) => SqliteErrorDetail;

const named =
  (code: SqliteErrorCode): Reader =>
  () => ({ code });

const column =
  (code: SqliteErrorCode): Reader =>
  (match) => ({ code, columns: [lastName(match[1] ?? '')] });

const table =
  (code: SqliteErrorCode): Reader =>
  (match) => ({ code, table: lastName(match[1] ?? '') });

/**
 * Messages, from sqlite/src. Needed beside the result codes because those of constraints do not
 * carry the columns, SQLITE_ERROR covers everything from a typing error to a missing table, and
 * the driver gives no result code at all from `all` and `iterate`.
 */
const messages: readonly (readonly [RegExp, Reader])[] = [
  [/^UNIQUE constraint failed: index '(.+)'$/, (m) => ({ code: 'unique', constraint: m[1] ?? '' })],
  [/^UNIQUE constraint failed: (.+)$/, (m) => ({ code: 'unique', ...readColumns(m[1] ?? '') })],
  [/^NOT NULL constraint failed: (.+)$/, (m) => ({ code: 'not_null', ...readColumns(m[1] ?? '') })],
  [/^FOREIGN KEY constraint failed$/, named('foreign_key')],
  [/^CHECK constraint failed: ([^]+)$/, (m) => ({ code: 'check', constraint: m[1] ?? '' })],
  [
    /^cannot store \w+ value in \w+ column (.+)$/,
    (m) => ({ code: 'type_mismatch', ...readColumns(m[1] ?? '') }),
  ],
  [/^datatype mismatch$/, named('type_mismatch')],
  [/^no such (?:table|view|index): (.+)$/, table('no_such_table')],
  [/^no such column: "(.+)" - should this be /, column('no_such_column')],
  [/^no such column: (.+)$/, column('no_such_column')],
  [
    /^table (.+) has no column named (.+)$/,
    (m) => ({ code: 'no_such_column', table: lastName(m[1] ?? ''), columns: [m[2] ?? ''] }),
  ],
  [/^no such (?:function|module): /, named('no_such_function')],
  [/^ambiguous column name: (.+)$/, column('ambiguous_column')],
  [/^(?:table|view|index|trigger) (?:.+) already exists$/, named('already_exists')],
  [/^there is already (?:a|an|another) (?:table|index|view)/, named('already_exists')],
  [/^duplicate column name: (.+)$/, column('already_exists')],
  [/^database (?:table|schema )?.*is locked/, named('busy')],
  [/^attempt to write a readonly database$/, named('read_only')],
  [/^cannot (?:modify|UPDATE|INSERT into) /, named('read_only')],
  [/^(?:not authorized|access permission denied)/, named('permission')],
  [/^unable to open database/, named('cannot_open')],
  [/^database or disk is full$/, named('disk_full')],
  [/^disk I\/O error$/, named('disk_io')],
  [/^(?:database disk image is malformed|malformed database schema)/, named('corrupt')],
  [/^file is not a database$/, named('not_a_database')],
  [/^string or blob too big$/, named('too_big')],
  [/^(?:integer overflow|Value is too large to be represented)/, named('overflow')],
  [/^out of memory$/, named('out_of_memory')],
  [/^interrupted$/, named('interrupted')],
  [/^column index out of range$/, named('parameter')],
  [
    /syntax error|^incomplete input$|^unrecognized token|^wrong number of arguments|^sub-select returns|^table .+ has \d+ columns? but|^\d+ values for \d+ columns|^aggregate functions are not allowed|^misuse of|(?:ORDER BY|GROUP BY) term|^all VALUES must have|^no tables specified|do not have the same number of result columns|^HAVING clause/,
    named('syntax'),
  ],
];

function readMessage(message: string): SqliteErrorDetail {
  for (const [pattern, read] of messages) {
    const match = pattern.exec(message);
    if (match !== null) return read(match);
  }
  return { code: 'failed', message };
}

/** 'orders.id, orders.line' names a table and its columns. */
function readColumns(list: string): { table: string; columns: string[] } {
  const names = list.split(', ');
  const first = names[0] ?? '';
  return { table: first.slice(0, first.lastIndexOf('.')), columns: names.map(lastName) };
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

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
  | 'too_big'
  | 'overflow'
  | 'out_of_memory'
  | 'interrupted'
  | 'raised'
  | 'parameter'
  | 'syntax';

/** What a SQLite error says, in a form fit for an answer: no SQL text, no path. */
export interface SqliteErrorDetail {
  readonly code: SqliteErrorCode;
  readonly table?: string;
  /** Columns of the violated UNIQUE, PRIMARY KEY or NOT NULL constraint, or the unknown column. */
  readonly columns?: readonly string[];
  /** Name or text of the violated CHECK constraint, or name of the unique index on expressions. */
  readonly constraint?: string;
  /** The sentence of RAISE(ABORT, '...') in a trigger; written by the owner of the database. */
  readonly message?: string;
}

/** Classifies a thrown value; undefined when it did not come from SQLite. */
export function sqliteErrorDetail(error: unknown): SqliteErrorDetail | undefined {
  throw new Error('sqliteErrorDetail is being written', { cause: error });
}

/** The code alone of `sqliteErrorDetail`. */
export function sqliteErrorCode(error: unknown): SqliteErrorCode | undefined {
  return sqliteErrorDetail(error)?.code;
}

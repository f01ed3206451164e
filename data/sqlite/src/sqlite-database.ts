/**
 * What a SQLite column holds. Text reads up to its first U+0000, a limit of the driver; what may
 * hold one reads exactly as `json_quote(column)` or `CAST(column AS BLOB)`. Integers read as `number` (or as `bigint` when the database was
 * opened with `bigints: true`); BLOB reads as Uint8Array.
 */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/**
 * What may be bound. Booleans bind as 0/1 and dates as ISO 8601 text. `undefined`, NaN, invalid
 * dates, lone surrogates and other objects are refused with a SqliteParameterError that names the
 * position, because the driver would store NULL or something else for them in silence.
 */
export type SqliteParameter = SqliteValue | boolean | Date;

/** Positional parameters, the first for `?` or `?1`. */
export type SqliteParameters = readonly SqliteParameter[];

/** A row as an object by column name (its prototype is null). */
export type SqliteRow = Record<string, SqliteValue>;

/** Effect of a statement. `lastInsertRowid` is a bigint when the database reads bigints. */
export interface SqliteRunResult {
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** One column of a statement's result; `table`, `column` and `type` are null for expressions. */
export interface SqliteColumn {
  readonly name: string;
  readonly table: string | null;
  readonly column: string | null;
  readonly type: string | null;
}

/** How a JavaScript function behaves inside SQL. */
export interface SqliteFunctionOptions {
  /** Same arguments, same answer: permits use in indexes and lets SQLite factor calls out. */
  readonly deterministic?: boolean;
  /** Not callable from triggers, views and schema, which an attacker's file could carry. */
  readonly directOnly?: boolean;
  /** Pass integer arguments as bigint. */
  readonly bigintArguments?: boolean;
  /** Accept any number of arguments; otherwise the function's `length` decides. */
  readonly varargs?: boolean;
}

/**
 * One open connection. Every call is synchronous and runs on the calling thread. All methods throw
 * the driver's error, to be classified by `sqliteErrorCode`.
 */
export interface SqliteDatabase {
  /** The path it was opened with, or ':memory:'. */
  readonly path: string;
  readonly isOpen: boolean;
  readonly inTransaction: boolean;

  /** All rows. Statements are prepared once and kept, so SQL text should not vary with values. */
  all<Row = SqliteRow>(sql: string, parameters?: SqliteParameters): Row[];
  /** The first row, or undefined. */
  get<Row = SqliteRow>(sql: string, parameters?: SqliteParameters): Row | undefined;
  /** The first column of the first row, or undefined when there is no row. For JSON rendered in SQL. */
  value<Value extends SqliteValue = SqliteValue>(
    sql: string,
    parameters?: SqliteParameters,
  ): Value | undefined;
  /** The first column of every row. */
  values<Value extends SqliteValue = SqliteValue>(
    sql: string,
    parameters?: SqliteParameters,
  ): Value[];
  /** Runs a statement for its effect. */
  run(sql: string, parameters?: SqliteParameters): SqliteRunResult;
  /**
   * Rows one at a time in constant memory. The statement is its own, so other calls may run in
   * between; leaving the loop early releases it.
   */
  iterate<Row = SqliteRow>(sql: string, parameters?: SqliteParameters): IterableIterator<Row>;
  /** The first column of every row, one at a time; the fastest way to stream JSON rendered in SQL. */
  iterateValues<Value extends SqliteValue = SqliteValue>(
    sql: string,
    parameters?: SqliteParameters,
  ): IterableIterator<Value>;
  /** Runs a script of several statements, without parameters. */
  exec(script: string): void;
  /**
   * Runs `action` in a transaction, or in a savepoint when one is open: its changes happen
   * together or not at all. `action` must be synchronous. Default 'immediate', which takes the
   * write lock at once, so that two writers wait for each other instead of failing half way.
   */
  transaction<Result>(action: () => Result, mode?: 'immediate' | 'deferred'): Result;
  /** Makes a JavaScript function callable from SQL. */
  function(
    name: string,
    options: SqliteFunctionOptions,
    implementation: (...values: SqliteValue[]) => SqliteParameter,
  ): void;
  /** Columns of the statement's result; compiles it without running it. */
  columns(sql: string): SqliteColumn[];
  /**
   * No text, BLOB or row of a statement may have more bytes from now on; one that has fails with
   * 'too_big'. Undefined: as many as SQLite can.
   */
  limitLength(bytesMax: number | undefined): void;
  /** Grows when another connection has changed the file (PRAGMA data_version). */
  dataVersion(): number;
  /** Closes the file. Closing twice is harmless. */
  close(): void;
}

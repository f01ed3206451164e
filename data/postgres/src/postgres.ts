import type { PostgresTextArray } from './lane-messages.ts';

/** A row as an object by column name. */
export type PostgresRow = Record<string, unknown>;

export interface PostgresQueryOptions {
  /** Name of the prepared statement, at most 63 bytes: parsed and planned once per connection. */
  readonly name?: string;
  /**
   * Prepare the statement once per connection under a name made from its text. The last 200 texts
   * stay prepared, and a changed table is noticed. Not behind PgBouncer in transaction mode.
   */
  readonly prepare?: boolean;
  /** Every column as the server's text, for JSON rendered by the database. */
  readonly raw?: boolean;
  /** Cancels the running query on the server; the call then rejects with code 'canceled'. */
  readonly signal?: AbortSignal;
  /** Cancels the query after so many milliseconds; the call then rejects with code 'timeout'. */
  readonly timeoutMs?: number;
  /** Rejects with PostgresAnswerTooLarge, and cuts the connection, when the server sends more. */
  readonly answerBytesMax?: number;
}

/** One column of a result, with the server's type and table object ids (0 for expressions). */
export interface PostgresColumn {
  readonly name: string;
  readonly typeOid: number;
  readonly tableOid: number;
}

export interface PostgresResult<Row = PostgresRow> {
  readonly rows: Row[];
  /** Rows read or changed, as the command tag says. */
  readonly count: number;
  /** First word of the command tag, such as 'SELECT'. */
  readonly command: string;
  readonly columns: readonly PostgresColumn[];
}

/**
 * Where SQL runs, one statement a call: the pool, or one connection inside a transaction. Parameters are for $1, $2, …:
 * null, boolean, number, bigint, string, Date, Uint8Array, arrays of these, and other objects as
 * JSON. `undefined` is refused.
 */
export interface PostgresQueries {
  query<Row = PostgresRow>(
    sql: string,
    parameters?: readonly unknown[],
    options?: PostgresQueryOptions,
  ): Promise<PostgresResult<Row>>;
  rows<Row = PostgresRow>(
    sql: string,
    parameters?: readonly unknown[],
    options?: PostgresQueryOptions,
  ): Promise<Row[]>;
  /** The first row, or undefined. */
  one<Row = PostgresRow>(
    sql: string,
    parameters?: readonly unknown[],
    options?: PostgresQueryOptions,
  ): Promise<Row | undefined>;
  /** The first column of the first row, or undefined when there is no row. */
  value<Value = unknown>(
    sql: string,
    parameters?: readonly unknown[],
    options?: PostgresQueryOptions,
  ): Promise<Value | undefined>;
  /** Runs a script of several statements, without parameters; they take effect together. */
  exec(script: string): Promise<void>;
  /** Rows in batches in constant memory; leaving the loop early ends the query on the server. */
  stream<Row = PostgresRow>(
    sql: string,
    parameters?: readonly unknown[],
    options?: PostgresStreamOptions,
  ): AsyncIterable<Row[]>;
  /** Sends a notification; inside a transaction it goes out at commit. */
  notify(channel: string, payload?: string): Promise<void>;
}

export interface PostgresStreamOptions {
  /** Rows per batch, default 500; a function is asked before each batch. */
  readonly batchSize?: number | (() => number);
  readonly raw?: boolean;
  /** Cancels the running query on the server. */
  readonly signal?: AbortSignal;
}

export interface PostgresTransaction extends PostgresQueries {
  /** Runs `action` in a savepoint: when it throws, only its own changes are undone. */
  savepoint<Result>(action: () => Promise<Result>): Promise<Result>;
}

export interface PostgresTransactionOptions {
  /** Default: the server's, normally 'read committed'. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
  /**
   * Closes the connection afterwards, for statements of unknown making: settings, locks and
   * temporary tables of the session outlive the transaction. Default: it goes back to the pool.
   */
  readonly endsSession?: boolean;
  /** Cancels the running statement and rolls back. */
  readonly signal?: AbortSignal;
}

/** A statement with its parameters as they are sent. */
export interface PostgresStatement {
  readonly sql: string;
  readonly values: readonly (string | null | PostgresTextArray)[];
}

/** A transaction that first reads, and then writes what `decide` makes of it. */
export interface PostgresReadThenWrite<Result> {
  readonly reads: readonly PostgresStatement[];
  /** Given the rows of each of `reads`, every column as the server's text. */
  decide(answers: readonly (readonly (readonly (string | null)[])[])[]): PostgresDecision<Result>;
  /** The connection is cut when the transaction takes longer. */
  readonly timeoutMs: number;
}

export interface PostgresDecision<Result> {
  readonly writes: readonly PostgresStatement[];
  readonly result: Result;
}

/** A transaction of statements that are known before it begins. */
export interface PostgresWrites {
  readonly statements: readonly PostgresStatement[];
  /** The connection is cut when the transaction takes longer. */
  readonly timeoutMs: number;
}

export interface PostgresListenOptions {
  /** Called after the connection was lost and is listening again: notifications may be missing. */
  readonly onReconnect?: () => void;
  /** Called when the connection is lost, with the reason. */
  readonly onLost?: (error: Error) => void;
}

export interface PostgresListener {
  close(): Promise<void>;
}

export interface PostgresPoolState {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/** A pool of connections to one database. */
export interface Postgres extends PostgresQueries {
  /**
   * Rows of a statement that only reads, every column as the server's text; parameters are text, or
   * bytes. Statements that have proven fast share connections and round trips (see `laneMax`).
   */
  readTexts(
    sql: string,
    parameters: readonly (string | number | bigint | boolean | null | Uint8Array)[],
    options?: Pick<PostgresQueryOptions, 'signal' | 'timeoutMs' | 'prepare' | 'answerBytesMax'>,
  ): Promise<readonly (readonly (string | null)[])[]>;
  /** Runs `action` on one connection between BEGIN and COMMIT; rolls back when it throws. */
  transaction<Result>(
    action: (transaction: PostgresTransaction) => Promise<Result>,
    options?: PostgresTransactionOptions,
  ): Promise<Result>;
  /**
   * A transaction in two round trips: BEGIN travels with all that is read, COMMIT with all that is
   * written, every statement prepared once. Each statement sees what was committed before it. Resolves
   * when the server has confirmed the commit. Rejects with code 'commit_unknown' when the connection
   * was lost after COMMIT was sent; with any other code, and with what `decide` throws, nothing was
   * written.
   */
  readThenWrite<Result>(transaction: PostgresReadThenWrite<Result>): Promise<Result>;
  /**
   * A transaction in one round trip: BEGIN, the statements and COMMIT travel together. Resolves with
   * the rows of each, as text, when the commit is confirmed; rejects like `readThenWrite`.
   */
  writeAtOnce(
    writes: PostgresWrites,
  ): Promise<readonly (readonly (readonly (string | null)[])[])[]>;
  /**
   * Calls `handler` with the payload of every notification on the channel, over one dedicated
   * connection that comes back by itself. Resolves when the server is listening.
   */
  listen(
    channel: string,
    handler: (payload: string) => void,
    options?: PostgresListenOptions,
  ): Promise<PostgresListener>;
  /**
   * Runs `action` while holding the advisory lock of this key, waiting for it if need be. Takes a
   * connection of its own beside the pool; should that break, the lock is free before `action` ends.
   */
  withLock<Result>(key: string, action: () => Promise<Result>): Promise<Result>;
  poolState(): PostgresPoolState;
  /** Waits for queries in flight, then closes every connection. Closing twice is harmless. */
  close(): Promise<void>;
}

import type { Readable } from 'node:stream';

/**
 * The part of the driver that is used here. It is an optional dependency of 120 MB, so what it
 * ships itself cannot be relied upon to be there when types are checked.
 * https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver
 */

/** How to sign in, and where. */
export interface ConnectionOptions {
  readonly account: string;
  readonly username: string;
  readonly password?: string;
  readonly token?: string;
  readonly authenticator?: string;
  /** PEM of PKCS #8. */
  readonly privateKey?: string;
  readonly host?: string;
  readonly port?: number;
  /** The whole address instead. */
  readonly accessUrl?: string | undefined;
  readonly database?: string;
  readonly warehouse?: string;
  readonly role?: string;
  readonly application?: string;
  readonly clientSessionKeepAlive?: boolean;
  /** Seconds. */
  readonly sfRetryMaxLoginRetries?: number;
  readonly retryTimeout?: number;
}

/** A column of a result. */
export interface SdkColumn {
  getName(): string;
  /** `fixed`, `real`, `text`, `date`, `timestamp_ntz`, `variant`, ... */
  getType(): string;
  getScale(): number;
}

/** A statement under way or done. */
export interface Statement {
  getColumns(): readonly SdkColumn[] | undefined;
  /** -1 for statements that change nothing. */
  getNumUpdatedRows(): number;
  cancel(done: (error: Error | undefined) => void): void;
  streamRows(): Readable;
}

/** What `execute` takes. */
export interface ExecuteOptions {
  readonly sqlText: string;
  readonly binds: readonly (string | number | boolean | null)[];
  readonly rowMode: 'array';
  readonly fetchAsString: readonly string[];
  readonly streamResult?: boolean;
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly complete: (
    error: Error | undefined,
    statement: Statement,
    rows: readonly (readonly unknown[])[] | undefined,
  ) => void;
}

/** A session. */
export interface Connection {
  connect(done: (error: Error | undefined) => void): void;
  destroy(done: (error: Error | undefined) => void): void;
  isUp(): boolean;
  execute(options: ExecuteOptions): Statement;
}

/** The package's default export. */
export interface SnowflakeSdk {
  configure(options: { readonly customLogger: Readonly<Record<string, () => void>> }): void;
  createConnection(options: ConnectionOptions): Connection;
}

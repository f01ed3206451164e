/**
 * The part of the driver that is used here. It is an optional dependency of 120 MB, so what it
 * ships itself cannot be relied upon to be there when types are checked.
 * https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver
 */
declare module 'snowflake-sdk' {
  import type { Readable } from 'node:stream';

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
    readonly database?: string;
    readonly schema?: string;
    readonly warehouse?: string;
    readonly role?: string;
    readonly application?: string;
    readonly clientSessionKeepAlive?: boolean;
    /** Seconds. */
    readonly sfRetryMaxLoginRetries?: number;
    readonly retryTimeout?: number;
  }

  export interface SdkColumn {
    getName(): string;
    /** `fixed`, `real`, `text`, `date`, `timestamp_ntz`, `variant`, ... */
    getType(): string;
    getScale(): number;
  }

  export interface Statement {
    getColumns(): readonly SdkColumn[] | undefined;
    /** -1 for statements that change nothing. */
    getNumUpdatedRows(): number;
    cancel(done: (error: Error | undefined) => void): void;
    streamRows(): Readable;
  }

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

  export interface Connection {
    connect(done: (error: Error | undefined) => void): void;
    destroy(done: (error: Error | undefined) => void): void;
    isUp(): boolean;
    execute(options: ExecuteOptions): Statement;
  }

  export interface SnowflakeSdk {
    configure(options: { readonly customLogger: Readonly<Record<string, () => void>> }): void;
    createConnection(options: ConnectionOptions): Connection;
  }

  const sdk: SnowflakeSdk;
  export default sdk;
}

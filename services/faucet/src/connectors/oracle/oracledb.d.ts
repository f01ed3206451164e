/**
 * The part of the driver that is used here; it ships no types of its own.
 * https://node-oracledb.readthedocs.io/en/latest/api_manual/oracledb.html
 */
declare module 'oracledb' {
  export interface DbType {
    /** `DB_TYPE_NUMBER`, ... */
    readonly name: string;
  }

  export interface Metadata {
    readonly name: string;
    readonly dbType: DbType;
  }

  export interface BindDefinition {
    readonly dir?: number;
    readonly val?: unknown;
    readonly type?: DbType;
    readonly maxSize?: number;
  }

  export interface ExecuteOptions {
    readonly autoCommit?: boolean;
    readonly outFormat?: number;
    readonly maxRows?: number;
    readonly fetchArraySize?: number;
    readonly resultSet?: boolean;
    readonly fetchTypeHandler?: (metadata: Metadata) => { readonly type: DbType } | undefined;
  }

  export interface ResultSet {
    readonly metaData: readonly Metadata[];
    getRows(count?: number): Promise<readonly (readonly unknown[])[]>;
    close(): Promise<void>;
  }

  export interface Result {
    readonly rows?: readonly (readonly unknown[])[];
    readonly metaData?: readonly Metadata[];
    readonly rowsAffected?: number;
    readonly outBinds?: readonly unknown[];
    readonly resultSet?: ResultSet;
    readonly implicitResults?: readonly ResultSet[];
  }

  export interface Connection {
    execute(
      sql: string,
      binds?: readonly BindDefinition[],
      options?: ExecuteOptions,
    ): Promise<Result>;
    commit(): Promise<void>;
    rollback(): Promise<void>;
    /** Interrupts the running statement, which fails with ORA-01013. */
    breakExecution(): Promise<void>;
    close(options?: { readonly drop?: boolean }): Promise<void>;
  }

  export interface PoolAttributes {
    readonly user: string;
    readonly password: string;
    readonly connectString: string;
    readonly poolMin: number;
    readonly poolMax: number;
    readonly poolIncrement: number;
    /** Seconds. */
    readonly poolTimeout: number;
    readonly maxLifetimeSession: number;
    /** Milliseconds. */
    readonly queueTimeout: number;
    readonly sslServerDNMatch?: boolean;
    readonly walletLocation?: string;
    readonly walletPassword?: string;
    readonly sessionCallback: (
      connection: Connection,
      tag: string,
      done: (error?: Error) => void,
    ) => void;
  }

  export interface Pool {
    getConnection(): Promise<Connection>;
    close(drainSeconds: number): Promise<void>;
  }

  export interface OracleDb {
    readonly OUT_FORMAT_ARRAY: number;
    readonly BIND_IN: number;
    readonly BIND_OUT: number;
    readonly DB_TYPE_VARCHAR: DbType;
    readonly DB_TYPE_NUMBER: DbType;
    readonly DB_TYPE_BINARY_DOUBLE: DbType;
    readonly DB_TYPE_BOOLEAN: DbType;
    readonly DB_TYPE_RAW: DbType;
    readonly DB_TYPE_CLOB: DbType;
    readonly DB_TYPE_CURSOR: DbType;
    createPool(attributes: PoolAttributes): Promise<Pool>;
  }

  const oracledb: OracleDb;
  export default oracledb;
}

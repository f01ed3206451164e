import { addAbortSignal } from 'node:stream';
import { fault } from '../../faults.ts';
import type { PoolLimits } from '../../model/database-service.ts';
import type { RunOptions } from '../connector.ts';
import type { SqlParameter, Statement } from '../sql/dialect.ts';
import { StatementFailure } from '../sql/failure.ts';
import { interruptible } from '../sql/interruptible.ts';
import { type ConnectionPool, openConnectionPool } from './connection-pool.ts';
import { quote } from './dialect.ts';
import type { SnowflakeAddress } from './parse-dsn.ts';
import type {
  Connection,
  ConnectionOptions,
  SdkColumn,
  SnowflakeSdk,
  Statement as SdkStatement,
} from './sdk.ts';

/** A cell as the driver gives it: text for numbers, times and JSON. */
export type SnowflakeCell = null | string | number | boolean | Uint8Array;

export interface SnowflakeColumn {
  readonly name: string;
  /** `fixed`, `real`, `text`, `timestamp_ntz`, `variant`, ... */
  readonly type: string;
  /** Digits after the point of a `fixed`. */
  readonly scale: number;
}

export interface SnowflakeResult {
  readonly columns: readonly SnowflakeColumn[];
  readonly rows: readonly (readonly SnowflakeCell[])[];
  readonly affected: number;
}

/** `rowsMax`: rows the server gives at most. */
export type SnowflakeRun = RunOptions & { readonly rowsMax?: number };

/** Where statements run: any connection, or the one of a transaction. Values are always bound. */
export interface SnowflakeQueries {
  run(statement: Statement, options?: SnowflakeRun): Promise<SnowflakeResult>;
}

export interface Snowflake extends SnowflakeQueries {
  /** Commits unless `work` rejects or `rollback` says otherwise. */
  transaction<T>(
    work: (queries: SnowflakeQueries) => Promise<T>,
    options?: { readonly rollback?: boolean },
  ): Promise<T>;
  /** The first column of the rows, some hundreds at a time. */
  stream(statement: Statement, run: RunOptions): AsyncGenerator<readonly string[]>;
  close(): Promise<void>;
}

const silent = (): void => undefined;
const silentLogger = { error: silent, warn: silent, info: silent, debug: silent, trace: silent };

/** Loads the driver, which is an optional dependency. Throws invalid_input when it is not installed. */
export const loadDriver = async (
  load: () => Promise<unknown> = () => import('snowflake-sdk'),
): Promise<SnowflakeSdk> => {
  try {
    const { default: sdk } = (await load()) as { readonly default: SnowflakeSdk };
    // Left to itself it writes a file into the current folder.
    sdk.configure({ customLogger: silentLogger });
    return sdk;
  } catch (error) {
    if (!isNotInstalled(error)) throw error;
    const reason =
      'Snowflake needs the package snowflake-sdk, which is optional and not installed: npm install snowflake-sdk';
    throw fault('invalid_input', { reason }, { cause: error });
  }
};

/** The package itself is missing, not a part of it. */
const isNotInstalled = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
  error.message.includes("'snowflake-sdk'");

/** Opens a pool; connects on first use. `privateKey` is the PEM for key pairs. */
export const openSnowflake = (
  sdk: SnowflakeSdk,
  address: SnowflakeAddress,
  privateKey: string | undefined,
  limits: PoolLimits,
): Snowflake => {
  const options = connectionOptions(address, privateKey);
  const pool = openConnectionPool(() => connect(sdk, options, address.schema), limits);
  return {
    run: (statement, run) => pool.use((lent) => execute(lent.connection, statement, run)),
    transaction: (work, { rollback = false } = {}) =>
      pool.use(async ({ connection }) => {
        const command = (sql: string): Promise<unknown> =>
          execute(connection, { sql, params: [] }, undefined);
        await command('BEGIN');
        try {
          const result = await work({
            run: (statement, run) => execute(connection, statement, run),
          });
          await command(rollback ? 'ROLLBACK' : 'COMMIT');
          return result;
        } catch (error) {
          // On a broken connection there is nothing left to roll back.
          await command('ROLLBACK').catch(() => undefined);
          throw error;
        }
      }),
    stream: (statement, run) => streamRows(pool, statement, run),
    close: () => pool.close(),
  };
};

const connectionOptions = (
  address: SnowflakeAddress,
  privateKey: string | undefined,
): ConnectionOptions => {
  const { account, host, port, user, proof, database, warehouse, role } = address;
  return {
    account,
    username: user,
    database,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(warehouse !== undefined && { warehouse }),
    ...(role !== undefined && { role }),
    ...(proof.kind === 'password' && { password: proof.password }),
    ...(proof.kind === 'token' && { authenticator: proof.authenticator, token: proof.token }),
    ...(proof.kind === 'key' &&
      privateKey !== undefined && { authenticator: 'SNOWFLAKE_JWT', privateKey }),
    application: 'Faucet',
    clientSessionKeepAlive: true,
    sfRetryMaxLoginRetries: 2,
    retryTimeout: 30,
  };
};

/** Texts of times in one form whatever the account's settings; points in time in UTC. */
const sessionSettings = [
  "TIMEZONE = 'UTC'",
  "DATE_OUTPUT_FORMAT = 'YYYY-MM-DD'",
  "TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF9'",
  `TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"'`,
  `TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"'`,
  `TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM'`,
  'JSON_INDENT = 0',
  'STRICT_JSON_OUTPUT = TRUE',
].join(' ');

interface Lent {
  readonly connection: Connection;
  isUp(): boolean;
  destroy(): Promise<void>;
}

const connect = async (
  sdk: SnowflakeSdk,
  options: ConnectionOptions,
  schema: string,
): Promise<Lent> => {
  const connection = sdk.createConnection(options);
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  const command = (sql: string): Promise<unknown> =>
    execute(connection, { sql, params: [] }, undefined);
  await command(`ALTER SESSION SET ${sessionSettings}`);
  // By its exact name, which the driver's own option would take in capitals.
  if (schema !== '') await command(`USE SCHEMA ${quote(schema)}`);
  return {
    connection,
    isUp: () => connection.isUp(),
    destroy: () => new Promise((resolve) => connection.destroy(() => resolve())),
  };
};

/** Exact values come as text. */
const fetchAsString = ['Number', 'Date', 'JSON'] as const;

const execute = (
  connection: Connection,
  statement: Statement,
  { rowsMax, ...run }: SnowflakeRun = {},
): Promise<SnowflakeResult> => {
  let running: SdkStatement | undefined;
  const interrupt = { cancel: () => running?.cancel(() => undefined), cut: () => undefined };
  return interruptible(
    run,
    interrupt,
    () =>
      new Promise((resolve, reject) => {
        running = connection.execute({
          sqlText: statement.sql,
          binds: statement.params.map(boundValue),
          rowMode: 'array',
          fetchAsString,
          parameters: {
            MULTI_STATEMENT_COUNT: 1,
            ...(rowsMax !== undefined && { ROWS_PER_RESULTSET: rowsMax }),
          },
          complete: (error, done, rows) => {
            if (error) reject(error);
            else resolve(resultOf(done, rows ?? []));
          },
        });
      }),
  );
};

const resultOf = (
  statement: SdkStatement,
  rows: readonly (readonly unknown[])[],
): SnowflakeResult => ({
  columns: (statement.getColumns() ?? []).map(columnOf),
  rows: rows as SnowflakeResult['rows'],
  affected: Math.max(statement.getNumUpdatedRows(), 0),
});

const columnOf = (column: SdkColumn): SnowflakeColumn => ({
  name: column.getName(),
  type: column.getType().toLowerCase(),
  scale: column.getScale(),
});

/** The driver knows no 64-bit integers and no bytes; both are bound as text. */
const boundValue = (value: SqlParameter): string | number | boolean | null => {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
};

/** Rows in one chunk. */
const rowsPerChunk = 500;

async function* streamRows(
  pool: ConnectionPool<Lent>,
  statement: Statement,
  { timeoutMs, signal }: RunOptions,
): AsyncGenerator<readonly string[]> {
  const late = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const end = AbortSignal.any([late, signal].filter((one) => one !== undefined));
  const lent = await pool.lend();
  try {
    const done = await startStream(lent.connection, statement, end);
    const reader = addAbortSignal(end, done.streamRows());
    let chunk: string[] = [];
    for await (const row of reader) {
      chunk.push(String((row as readonly unknown[])[0]));
      if (chunk.length < rowsPerChunk) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  } catch (error) {
    if (!end.aborted) throw error;
    const isLate = late?.aborted === true && signal?.aborted !== true;
    throw new StatementFailure(isLate ? 'timeout' : 'stopped', { cause: error });
  } finally {
    await pool.giveBack(lent);
  }
}

/** Resolves when the server has the result; its rows come afterwards. */
const startStream = (
  connection: Connection,
  statement: Statement,
  signal: AbortSignal,
): Promise<SdkStatement> => {
  let running: SdkStatement | undefined;
  const interrupt = { cancel: () => running?.cancel(() => undefined), cut: () => undefined };
  return interruptible(
    { signal },
    interrupt,
    () =>
      new Promise((resolve, reject) => {
        running = connection.execute({
          sqlText: statement.sql,
          binds: statement.params.map(boundValue),
          rowMode: 'array',
          fetchAsString,
          streamResult: true,
          complete: (error, done) => {
            if (error) reject(error);
            else resolve(done);
          },
        });
      }),
  );
};

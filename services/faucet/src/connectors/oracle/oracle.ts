import type { Connection, OracleDb, Pool } from 'oracledb';
import { connectionsMaxOf, type PoolLimits } from '../../model/database-service.ts';
import type { RunOptions } from '../connector.ts';
import type { Statement } from '../sql/dialect.ts';
import { execute } from './execute.ts';
import type { OracleResult, OracleRows, OracleRun, OracleStatement } from './oracle-statement.ts';
import type { OracleAddress } from './parse-dsn.ts';
import { streamRows } from './stream-rows.ts';

/** Where statements run: any connection, or the one of a transaction. Values are always bound. */
export interface OracleQueries {
  run(statement: OracleStatement, options?: OracleRun): Promise<OracleResult>;
}

export interface Oracle extends OracleQueries {
  /** Commits unless `work` rejects or `rollback` says otherwise. */
  transaction<T>(
    work: (queries: OracleQueries) => Promise<T>,
    options?: { readonly rollback?: boolean },
  ): Promise<T>;
  /** Rows some hundreds at a time; the server waits while nobody reads. */
  stream(statement: Statement, run: RunOptions): AsyncGenerator<OracleRows['rows']>;
  close(): Promise<void>;
}

/** The driver is loaded when the first service needs it. */
const loadDriver = async (): Promise<OracleDb> => (await import('oracledb')).default;

/** How long a caller waits for a connection while all are busy. */
const waitMs = 10_000;
/** How long closing waits for connections in use. */
const drainSeconds = 10;

/** Opens a pool; connects on first use. Rejects with the driver's errors. */
export const openOracle = async (address: OracleAddress, limits: PoolLimits): Promise<Oracle> => {
  const driver = await loadDriver();
  const pool = await driver.createPool(poolAttributes(address, limits));
  return {
    run: (statement, options) =>
      withConnection(pool, (connection) => execute(driver, connection, statement, true, options)),
    transaction: (work, { rollback = false } = {}) =>
      withConnection(pool, async (connection) => {
        try {
          const result = await work({
            run: (statement, options) => execute(driver, connection, statement, false, options),
          });
          await (rollback ? connection.rollback() : connection.commit());
          return result;
        } catch (error) {
          // On a broken connection there is nothing left to roll back.
          await connection.rollback().catch(() => undefined);
          throw error;
        }
      }),
    async *stream(statement, run) {
      const connection = await pool.getConnection();
      try {
        yield* streamRows(driver, connection, statement, run);
      } finally {
        await connection.close().catch(() => undefined);
      }
    },
    close: () => pool.close(drainSeconds),
  };
};

/** Texts of numbers and times in one form whatever the server's settings; points in time in UTC. */
const sessionSettings = [
  "TIME_ZONE = '+00:00'",
  "NLS_NUMERIC_CHARACTERS = '.,'",
  `NLS_DATE_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'`,
  `NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"'`,
  `NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM'`,
].join(' ');

const poolAttributes = (
  address: OracleAddress,
  limits: PoolLimits,
): Parameters<OracleDb['createPool']>[0] => ({
  user: address.user,
  password: address.password,
  connectString: address.connectString,
  poolMin: 0,
  poolMax: connectionsMaxOf(limits),
  poolIncrement: 1,
  poolTimeout: Math.ceil((limits.connectionMaxIdleTimeMs || 60_000) / 1000),
  maxLifetimeSession: Math.ceil(limits.connectionMaxLifetimeMs / 1000),
  queueTimeout: waitMs,
  sslServerDNMatch: address.verifiesHost,
  ...(address.walletLocation !== undefined && { walletLocation: address.walletLocation }),
  ...(address.walletPassword !== undefined && { walletPassword: address.walletPassword }),
  sessionCallback: (connection, _, done) => {
    connection.execute(`ALTER SESSION SET ${sessionSettings}`).then(
      // oxlint-disable-next-line promise/no-callback-in-promise -- the driver knows only callbacks here
      () => done(),
      // oxlint-disable-next-line promise/no-callback-in-promise -- the same
      (error: Error) => done(error),
    );
  },
});

const withConnection = async <T>(
  pool: Pool,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const connection = await pool.getConnection();
  try {
    return await work(connection);
  } finally {
    await connection.close().catch(() => undefined);
  }
};

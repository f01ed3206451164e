import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  createPool,
  type Pool,
  type PoolConnection,
  type SslOptions,
} from 'mysql2';
import { connectionsMaxOf, type PoolLimits } from '../../model/database-service.ts';
import { connectionWaitMs, StatementFailure } from '../sql/failure.ts';
import { type Interrupt, interruptible, type Limits } from '../sql/interruptible.ts';
import { isMysqlError } from './mysql-error.ts';
import type { MysqlAddress } from './parse-dsn.ts';
import { withinBytes } from './within-bytes.ts';

/** Connections to one database, lent to one caller at a time. */
export interface ConnectionPool {
  /** Connections there may be. */
  readonly connectionsMax: number;
  /** Lends a connection until `giveBack`; one that is spent is not lent again. */
  lend(signal?: AbortSignal): Promise<Loan>;
  close(): Promise<void>;
}

export interface Loan {
  readonly lease: Lease;
  giveBack(): void;
}

/** A connection in use. */
export interface Lease {
  readonly connection: Connection;
  /** Runs `work` on it; ends the running statement when the time is up or the signal fires. */
  interruptible<T>(run: Limits | undefined, work: () => Promise<T>): Promise<T>;
  /** Its session is nobody else's: it will be closed instead of given back. */
  spend(): void;
  /** Runs `work` on it; cuts it, and throws AnswerTooLarge, when the server sends more meanwhile. */
  within<T>(bytesMax: number | undefined, work: () => Promise<T>): Promise<T>;
}

/**
 * The session every statement counts on: bad values are errors and not cut to fit, backslashes
 * escape, points in time are UTC.
 */
const sessionSettings =
  "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

/** Connects on first use. */
export const openConnectionPool = (address: MysqlAddress, limits: PoolLimits): ConnectionPool => {
  const config = connectionOptions(address);
  const connectionsMax = connectionsMaxOf(limits);
  const pool = createPool({
    ...config,
    connectionLimit: connectionsMax,
    ...(limits.maxIdleConnections > 0 && {
      maxIdle: Math.min(limits.maxIdleConnections, connectionsMax),
    }),
    ...(limits.connectionMaxIdleTimeMs > 0 && { idleTimeout: limits.connectionMaxIdleTimeMs }),
  });
  const bornAt = new WeakMap<Connection, number>();
  pool.on('connection', (connection) => {
    bornAt.set(connection, Date.now());
    // One that breaks while idle is replaced; without a listener it would end the process.
    connection.on('error', () => undefined);
    connection.query(sessionSettings, (error) => {
      // Without them values would be cut to fit in silence.
      if (error !== null) connection.destroy();
    });
  });
  const isOld = (connection: Connection): boolean => {
    const born = bornAt.get(connection);
    const lifetimeMs = limits.connectionMaxLifetimeMs;
    return lifetimeMs > 0 && born !== undefined && Date.now() - born > lifetimeMs;
  };
  return {
    connectionsMax,
    async lend(signal) {
      const connection = await checkOut(pool, signal);
      const lease = createLease(connection, config);
      const giveBack = (): void => {
        if (lease.isSpent() || isOld(connection)) connection.destroy();
        else connection.release();
      };
      return { lease, giveBack };
    },
    close: () =>
      new Promise((resolve) => {
        pool.end(() => resolve());
      }),
  };
};

const connectionOptions = (address: MysqlAddress): ConnectionOptions => ({
  ...(address.socketPath === undefined
    ? { host: address.host, port: address.port }
    : { socketPath: address.socketPath }),
  user: address.user,
  password: address.password,
  ...(address.database !== '' && { database: address.database }),
  ...(address.tls !== 'off' && { ssl: tlsOptions(address.tls === 'verified') }),
  connectTimeout: address.connectTimeoutMs ?? 10_000,
  charset: 'utf8mb4_unicode_ci',
  // Exact values: the driver would round 64-bit integers and read times in the local zone.
  supportBigNumbers: true,
  bigNumberStrings: true,
  dateStrings: true,
  jsonStrings: true,
  multipleStatements: false,
  // A server must not be able to ask for our files.
  flags: ['-LOCAL_FILES'],
  maxPreparedStatements: 200,
  enableKeepAlive: true,
});

/** A certificate is worth something only when it is made out for the host we asked for. */
const tlsOptions = (isVerified: boolean): SslOptions => ({
  rejectUnauthorized: isVerified,
  verifyIdentity: isVerified,
});

const checkOut = (pool: Pool, signal: AbortSignal | undefined): Promise<PoolConnection> =>
  new Promise((resolve, reject) => {
    let isOver = false;
    const giveUp = (code: 'busy' | 'stopped') => (): void => {
      isOver = true;
      reject(new StatementFailure(code));
    };
    const stop = giveUp('stopped');
    if (signal?.aborted === true) return stop();
    const timer = setTimeout(giveUp('busy'), connectionWaitMs);
    signal?.addEventListener('abort', stop, { once: true });
    pool.getConnection((error, connection) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      if (error !== null) {
        // A closed pool says so without a code.
        return reject(
          isMysqlError(error) ? error : new StatementFailure('unavailable', { cause: error }),
        );
      }
      // Nobody waits for it any more.
      if (isOver) return connection.release();
      resolve(connection);
    });
  });

interface OwnLease extends Lease {
  isSpent(): boolean;
}

const createLease = (connection: PoolConnection, config: ConnectionOptions): OwnLease => {
  let isSpent = false;
  let isCut = false;
  const spend = (): void => {
    isSpent = true;
  };
  const { cancel, cut } = stopOnServer(connection, config);
  const interrupt: Interrupt = {
    cancel: () => {
      spend();
      cancel();
    },
    cut: () => {
      spend();
      isCut = true;
      cut();
    },
  };
  return {
    connection,
    isSpent: () => isSpent,
    spend,
    // What is asked of a connection that was cut, as to roll back, is never answered by the driver.
    interruptible: async (run, work) => {
      if (isCut) throw new StatementFailure('stopped');
      return interruptible(run, interrupt, work);
    },
    within: (bytesMax, work) =>
      bytesMax === undefined ? work() : withinBytes(connection, bytesMax, work, interrupt.cut),
  };
};

/**
 * KILL QUERY over a connection of its own, since the pool may be exhausted by what must be stopped.
 * It may hit the next statement instead, so the interrupted connection is never used again.
 */
const stopOnServer = (connection: Connection, config: ConnectionOptions): Interrupt => {
  let side: Connection | undefined;
  return {
    cancel: () => {
      const own = createConnection(config);
      side = own;
      own.on('error', () => undefined);
      own.query(`KILL QUERY ${connection.threadId ?? 0}`, () => own.destroy());
    },
    cut: () => {
      connection.destroy();
      side?.destroy();
    },
  };
};

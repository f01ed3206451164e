import { connectionsMaxOf, type PoolLimits } from '../../model/database-service.ts';
import { connectionWaitMs, StatementFailure } from '../sql/failure.ts';

/** What the pool needs of a connection. */
export interface PooledConnection {
  isUp(): boolean;
  /** Resolves when it is closed, whatever happens on the way. */
  destroy(): Promise<void>;
}

export interface ConnectionPool<Connection> {
  /** A connection, until it is given back. */
  lend(): Promise<Connection>;
  giveBack(connection: Connection): Promise<void>;
  /** Lends a connection to `work`. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Waits for connections in use. */
  close(): Promise<void>;
}

interface Idle<Connection> {
  readonly connection: Connection;
  readonly since: number;
}

/**
 * Connections made when they are needed. The driver's own pool makes one again and again when
 * logging in fails, which locks the account; here the failure is the caller's.
 */
export const openConnectionPool = <Connection extends PooledConnection>(
  connect: () => Promise<Connection>,
  limits: PoolLimits,
  now: () => number = () => performance.now(),
): ConnectionPool<Connection> => {
  const max = connectionsMaxOf(limits);
  const idle: Idle<Connection>[] = [];
  const waiting: (() => void)[] = [];
  const bornAt = new WeakMap<Connection, number>();
  let open = 0;
  let isClosed = false;

  const isFresh = ({ connection, since }: Idle<Connection>): boolean =>
    connection.isUp() &&
    isWithin(now() - (bornAt.get(connection) ?? 0), limits.connectionMaxLifetimeMs) &&
    isWithin(now() - since, limits.connectionMaxIdleTimeMs);
  const takeIdle = async (): Promise<Connection | undefined> => {
    for (let one = idle.pop(); one !== undefined; one = idle.pop()) {
      if (isFresh(one)) return one.connection;
      open -= 1;
      await one.connection.destroy();
    }
    return undefined;
  };
  const lend = async (): Promise<Connection> => {
    if (isClosed) throw new StatementFailure('unavailable');
    const ready = await takeIdle();
    if (ready) return ready;
    if (open >= max) {
      await turn(waiting);
      return lend();
    }
    open += 1;
    try {
      const connection = await connect();
      bornAt.set(connection, now());
      return connection;
    } catch (error) {
      open -= 1;
      waiting.shift()?.();
      throw error;
    }
  };
  const giveBack = async (connection: Connection): Promise<void> => {
    if (connection.isUp() && !isClosed && idle.length < (limits.maxIdleConnections || max)) {
      idle.push({ connection, since: now() });
    } else {
      open -= 1;
      await connection.destroy();
    }
    waiting.shift()?.();
  };
  return {
    lend,
    giveBack,
    async use(work) {
      const connection = await lend();
      try {
        return await work(connection);
      } finally {
        await giveBack(connection);
      }
    },
    async close() {
      isClosed = true;
      open -= idle.length;
      await Promise.all(idle.splice(0).map(({ connection }) => connection.destroy()));
      while (open > 0) await turn(waiting).catch(() => (open = 0));
    },
  };
};

/** Zero is no limit. */
const isWithin = (ms: number, limitMs: number): boolean => limitMs <= 0 || ms < limitMs;

/** Resolves when a connection is free; rejects when that takes too long. */
const turn = (waiting: (() => void)[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const go = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(go), 1);
      reject(new StatementFailure('busy'));
    }, connectionWaitMs);
    waiting.push(go);
  });

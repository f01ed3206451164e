import pg from 'pg';
import { PostgresAnswerTooLarge } from './answer-limit.ts';
import type { OpenPostgresOptions } from './open-postgres-options.ts';
import { PostgresFailure } from './postgres-failure.ts';
import { asFailure, type PostgresLink } from './postgres-link.ts';
import type { PostgresPoolState } from './postgres.ts';
import type { Lease } from './run-query.ts';

/** Connections to one database that are lent out and taken back. */
export interface PostgresPool {
  /** Lends a connection to `work`. Throws PostgresFailure when none can be had in time. */
  use<Result>(work: (lease: Lease) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Lends a connection until the given function is called. */
  lend(signal?: AbortSignal): Promise<{ lease: Lease; giveBack: (error?: unknown) => void }>;
  state(): PostgresPoolState;
  close(): Promise<void>;
}

export function createPool(link: PostgresLink, options: OpenPostgresOptions): PostgresPool {
  let opening: Promise<pg.Pool> | undefined;
  let opened: pg.Pool | undefined;
  let isClosed = false;

  const open = async (): Promise<pg.Pool> => {
    const pool = new pg.Pool({
      ...(await link.clientConfig()),
      max: options.poolMax ?? 10,
      idleTimeoutMillis: options.idleTimeoutMs ?? 30_000,
      maxLifetimeSeconds: Math.ceil((options.maxLifetimeMs ?? 1_800_000) / 1000),
    });
    // A connection that breaks while idle or between two queries of a transaction is replaced;
    // without these listeners it would end the process.
    pool.on('error', (error) => options.onIdleError?.(error));
    pool.on('connect', (client) => client.on('error', () => undefined));
    opened = pool;
    return pool;
  };

  const checkOut = async (): Promise<pg.PoolClient> => {
    if (isClosed) throw new PostgresFailure('unavailable', 'the connection pool is closed');
    // A server that could not be asked about TLS is asked again.
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    const pool = opened ?? (await opening);
    try {
      return await pool.connect();
    } catch (error) {
      throw isWaitTimeout(error)
        ? new PostgresFailure('unavailable', 'no connection became free in time', {
            cause: error,
            isExhausted: true,
          })
        : asFailure(error);
    }
  };

  const lend: PostgresPool['lend'] = async (signal) => {
    const client = await abandonable(checkOut(), signal);
    const lease: Lease = { client, link, interrupted: false };
    return {
      lease,
      giveBack: (error) => client.release(lease.interrupted || endsConnection(error)),
    };
  };

  return {
    lend,
    async use(work, signal) {
      const { lease, giveBack } = await lend(signal);
      try {
        const result = await work(lease);
        giveBack();
        return result;
      } catch (error) {
        giveBack(error);
        throw error;
      }
    },
    state() {
      const { totalCount = 0, idleCount = 0, waitingCount = 0 } = opened ?? {};
      return { total: totalCount, idle: idleCount, waiting: waitingCount };
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      const pool = await opening?.catch(() => undefined);
      await pool?.end();
    },
  };
}

/** When the caller gives up waiting, the connection goes back to the pool as soon as it comes. */
async function abandonable(
  checkOut: Promise<pg.PoolClient>,
  signal: AbortSignal | undefined,
): Promise<pg.PoolClient> {
  if (signal === undefined) return checkOut;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new PostgresFailure('canceled', 'the query was cancelled'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([checkOut, aborted]);
  } catch (error) {
    if (signal.aborted) checkOut.then((client) => client.release()).catch(() => undefined);
    throw error;
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

/**
 * After an error of a statement the connection is as good as before; when the server is going down
 * or cannot be understood it is not. By state, since the server may tell the severity in French.
 */
function endsConnection(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(?:08|57P)/.test(error.code ?? '');
  if (error instanceof PostgresAnswerTooLarge) return true;
  return error instanceof PostgresFailure && error.code === 'unavailable';
}

function isWaitTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}

import { openPostgres, type Postgres, postgresErrorCode } from '@aquifer/postgres';
import type { OpenPostgresOptions, PostgresErrorCode } from '@aquifer/postgres';
import type { Log } from '@aquifer/service';
import { fault } from '../../faults.ts';
import { schemaName } from './schema.ts';
import { storeFailure } from './store-failure.ts';

export interface ConnectOptions {
  /** 'postgres://user:password@host:port/database?sslmode=…' */
  readonly url: string;
  /** Connections at most, beside the one that hears notifications; at least 2. */
  readonly poolMax: number;
  /** The server ends statements that run longer. */
  readonly statementTimeoutMs: number;
  /** The server ends a snapshot whose reader takes longer. */
  readonly snapshotTimeoutMs: number;
  readonly log: Log;
}

/** Connections to one database. */
export interface Connections {
  readonly postgres: Postgres;
  /** Apart, so that slow readers of snapshots take none from others. */
  readonly snapshots: Postgres;
  close(): Promise<void>;
}

/**
 * Every statement of ours has one good plan: along an index, in its order. The planner finds others
 * when it has no statistics, as after a restore, or when it planned for a table that was still empty;
 * and unless told otherwise it plans anew for each run, which takes longer than the run.
 */
const settings = {
  plan_cache_mode: 'force_generic_plan',
  enable_bitmapscan: 'off',
  enable_seqscan: 'off',
  enable_sort: 'off',
  jit: 'off',
  // Means nothing to PostgreSQL; whether it has arrived shows whether the others have.
  [`${schemaName}.settings`]: 'arrived',
};

/** Connects to a server that answers and suits us. Throws Fault. */
export async function connect(options: ConnectOptions): Promise<Connections> {
  const direct = open(options, 'direct');
  try {
    if (await isDirect(direct.postgres)) return direct;
  } catch (error) {
    if (!isPoolerRefusal(error)) {
      await direct.close();
      throw refusal(error);
    }
  }
  await direct.close();
  options.log.info('PgBouncer takes no session settings: going on without, and slower');
  const pooled = open(options, 'pooler');
  try {
    await isDirect(pooled.postgres);
    return pooled;
  } catch (error) {
    await pooled.close();
    throw refusal(error);
  }
}

/** One connection without limits on time, for what is done at start. Throws Fault. */
export function openPlain({ url }: Pick<ConnectOptions, 'url'>): Postgres {
  return openOne(url, { poolMax: 1, preparedMax: 0, applicationName: schemaName });
}

function open(options: ConnectOptions, way: 'direct' | 'pooler'): Connections {
  const { url, statementTimeoutMs, snapshotTimeoutMs, log } = options;
  const parts = divide(options.poolMax, way);
  const own: OpenPostgresOptions = {
    applicationName: schemaName,
    onIdleError: (error) => log.debug({ err: error }, 'lost an idle connection to the database'),
  };
  // Behind a pooler each transaction may have another connection, which was told nothing.
  const told = (timeoutMs: number): OpenPostgresOptions =>
    way === 'direct' ? { settings, statementTimeoutMs: timeoutMs } : { preparedMax: 0 };
  const { pool, lane, snapshots: snapshotMax } = parts;
  const postgres = openOne(url, {
    ...own,
    ...told(statementTimeoutMs),
    poolMax: pool,
    laneMax: lane,
  });
  const snapshots = openOne(url, { ...own, ...told(snapshotTimeoutMs), poolMax: snapshotMax });
  return {
    postgres,
    snapshots,
    async close() {
      await Promise.all([postgres.close(), snapshots.close()]);
    },
  };
}

/** Who gets how many connections: snapshots a few, and reads a lane where there are enough. */
function divide(
  poolMax: number,
  way: 'direct' | 'pooler',
): { readonly pool: number; readonly lane: number; readonly snapshots: number } {
  if (poolMax < 6) return { pool: Math.max(poolMax - 1, 1), lane: 0, snapshots: 1 };
  const lane = way === 'direct' ? 2 : 0;
  return { pool: poolMax - 2 - lane, lane, snapshots: 2 };
}

function openOne(url: string, options: OpenPostgresOptions): Postgres {
  try {
    return openPostgres(url, options);
  } catch (error) {
    // The message of the parser does not repeat the address, which holds a password.
    throw unreadable(error instanceof Error ? error.message : 'not an address', error);
  }
}

interface Facts {
  readonly version: number;
  readonly encoding: string;
  readonly has_arrived: boolean | null;
}

const facts = `SELECT current_setting('server_version_num')::int AS version,
  current_setting('server_encoding') AS encoding,
  current_setting('${schemaName}.settings', true) = 'arrived' AS has_arrived`;

/** Whether the server was told our settings. Throws Fault when it does not suit us. */
async function isDirect(postgres: Postgres): Promise<boolean> {
  const row = await postgres.one<Facts>(facts, [], { timeoutMs: 10_000 });
  if (row === undefined) throw new Error('the server answered without a row');
  if (row.version < 140_000) throw unreadable('PostgreSQL 14 or later is needed');
  if (row.encoding !== 'UTF8') throw unreadable('the encoding of the database must be UTF8');
  return row.has_arrived === true;
}

/** Other poolers, and PgBouncer when told to, pass over what they do not take. */
const isPoolerRefusal = (error: unknown): boolean =>
  error instanceof Error && /unsupported startup parameter/i.test(error.message);

const reasons: Partial<Record<PostgresErrorCode, string>> = {
  authentication: 'PostgreSQL refuses the user or password',
  no_such_database: 'the database does not exist',
};

function refusal(error: unknown): unknown {
  const code = postgresErrorCode(error);
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? storeFailure(error) : unreadable(reason, error);
}

const unreadable = (reason: string, cause?: unknown): Error =>
  fault('store_unreadable', { reason }, { cause });

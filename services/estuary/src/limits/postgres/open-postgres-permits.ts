import { hash } from 'node:crypto';
import { openPostgres } from '@aquifer/postgres';
import { bringForward } from '../../store/postgres/bring-forward.ts';
import { openPlain } from '../../store/postgres/connect.ts';
import type { Lease, PermitSource } from '../permit-source.ts';
import type { RateLimit } from '../rate-limiter.ts';
import { permitSchema } from './permit-schema.ts';

export interface PostgresPermitsOptions extends RateLimit {
  /** 'postgres://user:password@host:port/database?sslmode=…' */
  readonly url: string;
  /** Told when windows that are over could not be removed; that is tried again. */
  readonly onSweepError: (error: unknown) => void;
}

/** Permits in a database, over connections of their own. */
export interface PostgresPermits extends PermitSource {
  /** Connections that are open now. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * Beside those of the store, so that a request is not counted behind a slow list. Two are enough:
 * a lease is one statement by a primary key.
 */
const POOL_MAX = 2;

/** A request waits for a connection and then for its lease, in milliseconds. */
const CONNECT_MS_MAX = 1000;
const LEASE_MS_MAX = 1000;
/** Then it is counted without, though a server that has fallen silent may not have ended the lease yet. */
const WAIT_MS_MAX = CONNECT_MS_MAX + LEASE_MS_MAX;

/** How often windows that are over are removed, while there are requests. */
const SWEEP_EVERY_MS = 60_000;
const SWEPT_AT_ONCE = 10_000;

const table = `${permitSchema.name}.windows`;

const MAX = '$3::bigint';

/** What is left of a window. */
const LEFT = `greatest(0, ${MAX} - w.used)`;

/**
 * What is given out of it: as much as is wanted, or a quarter of what is left if that is more, up to
 * a tenth of all. So leases grow small towards the end, and little is lost with who does not spend.
 */
const grantOf = (left: string): string =>
  `least(${left}, greatest($2::bigint, least(${MAX} / 10, ${left} / 4)))`;

/** The row of the client is locked while this decides: no two instances are given the same permit. */
const LEASE = `
  INSERT INTO ${table} AS w (client, ends_at, used, granted)
  VALUES ($1, now() + make_interval(secs => $4), ${grantOf(MAX)}, ${grantOf(MAX)})
  ON CONFLICT (client) DO UPDATE SET
    ends_at = CASE WHEN w.ends_at <= now() THEN excluded.ends_at ELSE w.ends_at END,
    used = CASE WHEN w.ends_at <= now() THEN excluded.used ELSE w.used + ${grantOf(LEFT)} END,
    granted = CASE WHEN w.ends_at <= now() THEN excluded.granted ELSE ${grantOf(LEFT)} END
  RETURNING granted::float8 AS permits, ${LEFT}::float8 AS left,
    extract(epoch FROM ends_at - now())::float8 * 1000 AS ends_in_ms`;

/** Rows that another instance has in hand are left to it. */
const SWEEP = `
  DELETE FROM ${table} WHERE client IN (
    SELECT client FROM ${table} WHERE ends_at <= now() LIMIT ${SWEPT_AT_ONCE}
    FOR UPDATE SKIP LOCKED)`;

/**
 * Opens the permits in a database, for all instances that use it with the same limit. Throws Faults
 * like a store that cannot be opened.
 */
export async function openPostgresPermits({
  url,
  maxRequests,
  windowSeconds,
  onSweepError,
}: PostgresPermitsOptions): Promise<PostgresPermits> {
  const plain = openPlain({ url });
  try {
    await bringForward(plain, permitSchema);
  } finally {
    await plain.close();
  }
  const postgres = openPostgres(url, {
    poolMax: POOL_MAX,
    connectTimeoutMs: CONNECT_MS_MAX,
    applicationName: permitSchema.name,
    // Behind a pooler each statement may have another connection, which prepared nothing.
    preparedMax: 0,
  });
  let sweptAt = -Infinity;
  const sweep = async (): Promise<void> => {
    const { count } = await postgres.query(SWEEP);
    // There may be more, which the next lease begins to remove.
    if (count === SWEPT_AT_ONCE) sweptAt = -Infinity;
  };
  const lease = async (client: string, wanted: number): Promise<Lease> => {
    const row = await postgres.one<{ permits: number; left: number; ends_in_ms: number }>(
      LEASE,
      [keyOf(client), wanted, maxRequests, windowSeconds],
      { timeoutMs: LEASE_MS_MAX },
    );
    if (row === undefined) throw new Error('no answer to a lease of permits');
    return { permits: row.permits, left: row.left, endsInMs: row.ends_in_ms };
  };
  return {
    lease(client, wanted) {
      if (performance.now() - sweptAt >= SWEEP_EVERY_MS) {
        sweptAt = performance.now();
        sweep().catch(onSweepError);
      }
      return inTime(lease(client, wanted));
    },
    connections: () => postgres.poolState().total,
    close: () => postgres.close(),
  };
}

/** What comes too late is lost: fewer permits are spent, never more. */
async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no lease of permits in time')), WAIT_MS_MAX);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Addresses and subjects are personal, of any length, and need not be text that can be stored. */
const keyOf = (client: string): Buffer => hash('sha256', client, 'buffer');

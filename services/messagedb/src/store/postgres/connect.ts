import { openPostgres, type Postgres } from '@aquifer/postgres';
import type { Log } from '@aquifer/service';
import { fault } from '../../faults.ts';
import { connectFailure } from './connect-failure.ts';

export interface ConnectOptions {
  /** 'postgres://user:password@host:port/database?sslmode=…' */
  readonly url: string;
  /** Connections at most. */
  readonly poolMax: number;
  /** Connections kept open though idle. */
  readonly idleMin?: number;
  readonly log: Log;
}

/**
 * Every statement of ours has one good plan: along an index, in its order. The planner finds others
 * when it has no statistics, as after a restore, or when it planned for a table that was still
 * empty; and unless told otherwise it plans anew for each run, which takes longer than the run.
 */
const settings = {
  plan_cache_mode: 'force_generic_plan',
  enable_bitmapscan: 'off',
  enable_seqscan: 'off',
  enable_sort: 'off',
  jit: 'off',
  // Means nothing to PostgreSQL; whether it has arrived shows whether the others have.
  'messagedb.settings': 'arrived',
};

const haveArrived = `SELECT current_setting('messagedb.settings', true) = 'arrived'`;

/** Opens the connections to a server that answers. Throws Fault. */
export async function connect(options: ConnectOptions): Promise<Postgres> {
  const direct = open(options, 'direct');
  try {
    if ((await ask(direct, haveArrived)) === true) return direct;
  } catch (error) {
    if (!isPoolerRefusal(error)) {
      await direct.close();
      throw connectFailure(error, options.url);
    }
  }
  await direct.close();
  options.log.info('PgBouncer takes no session settings: going on without, and slower');
  const pooled = open(options, 'pooler');
  try {
    await ask(pooled, 'SELECT true');
    return pooled;
  } catch (error) {
    await pooled.close();
    throw connectFailure(error, options.url);
  }
}

/** Reads share two connections; the pool is left with at least two of its own. */
const laneMax = 2;

function open({ url, poolMax, idleMin, log }: ConnectOptions, way: 'direct' | 'pooler'): Postgres {
  const lane = way === 'direct' ? laneMax : 0;
  const size = Math.max(poolMax - lane, 2);
  try {
    return openPostgres(url, {
      poolMax: size,
      poolMin: Math.min(idleMin ?? 0, size),
      laneMax: lane,
      // Behind a pooler each transaction may have another connection, which was told nothing.
      ...(way === 'direct' ? { settings } : { preparedMax: 0 }),
      applicationName: 'messagedb',
      onIdleError: (error) => log.debug({ err: error }, 'lost an idle connection to the store'),
    });
  } catch (error) {
    // The message of the parser does not repeat the address, which holds a password.
    const reason = error instanceof Error ? error.message : 'not an address';
    throw fault('store_unreadable', { reason }, { cause: error });
  }
}

function ask(postgres: Postgres, question: string): Promise<boolean | null | undefined> {
  return postgres.value(question, [], { timeoutMs: 10_000 });
}

/** Other poolers, and PgBouncer when told to, pass over what they do not take. */
const isPoolerRefusal = (error: unknown): boolean =>
  error instanceof Error && /unsupported startup parameter/i.test(error.message);

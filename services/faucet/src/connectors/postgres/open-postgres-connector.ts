import { openPostgres, type Postgres } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import { connectionsMaxOf, type DatabaseService } from '../../model/database-service.ts';
import type { OpenConnector } from '../connector-opener.ts';
import type { Connector } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { createStreams } from '../streams/create-streams.ts';
import { callRoutine } from './call-routine.ts';
import { createSchemaChanges } from './change-schema.ts';
import { createTypeCatalog } from './column-type.ts';
import { postgresDialect } from './dialect.ts';
import { asFaults, errorFault } from './errors.ts';
import { introspectSchema, readTables } from './introspect.ts';
import { postgresUrl, withSessionSettings } from './parse-dsn.ts';
import { prepareRead } from './read.ts';
import { runRawSql } from './run-raw-sql.ts';
import { createWrites, writeTransaction } from './write.ts';

/** PostgreSQL, over a pool of its own. */
export const openPostgresConnector: OpenConnector = async (service, context) => {
  const { log, writeTimeoutMs } = context;
  const onIdleError = (error: Error): void =>
    log.warn({ service: service.name, err: error }, 'connection to the database lost');
  const { postgres, prepare, poolMax } = await connect(service, onIdleError);
  const schema = service.schema || 'public';
  const types = createTypeCatalog();
  const dialect = postgresDialect(schema, types);
  const streams = createStreams(poolMax);
  const session = { postgres, dialect, streams, prepare, writeTimeoutMs };
  const source = { postgres, schema, types };
  return {
    driver: 'postgres',
    abilities: { routines: true, upsert: true, transactionalDdl: true, modifyColumn: true },
    ping: () => asFaults({ action: 'Connection' }, () => ping(postgres)),
    introspect: () => asFaults({ action: 'Query' }, () => introspectSchema(source)),
    introspectTable: (name) =>
      asFaults({ action: 'Query' }, async () => (await readTables(source, name))[0]),
    prepareRead: (plan) => prepareRead(session, plan),
    count: (table, where, run) => {
      const { sql, params } = compileCount(dialect, table, where);
      const doing = { action: 'Query', table, timeoutMs: run?.timeoutMs } as const;
      return asFaults(doing, async () =>
        Number((await postgres.readTexts(sql, params, { ...run, prepare }))[0]?.[0]),
      );
    },
    ...createWrites(session),
    transaction: (work) => writeTransaction(session, work),
    call: (routine, args, run) => callRoutine(source, dialect, routine, args, run),
    runSql: (request) => runRawSql(postgres, types, request),
    ...createSchemaChanges(postgres, schema),
    close: () => postgres.close(),
  } satisfies Connector;
};

interface Connected {
  readonly postgres: Postgres;
  readonly prepare: boolean;
  /** Connections besides those that small reads share. */
  readonly poolMax: number;
}

/** Rejects with invalid_parameter for a DSN that cannot be read, else with why it is not reachable. */
const connect = async (
  service: DatabaseService,
  onIdleError: (error: Error) => void,
): Promise<Connected> => {
  const url = postgresUrl(service.dsn);
  try {
    const limits = poolLimits(service, true);
    const postgres = open(withSessionSettings(url), service, limits, onIdleError);
    try {
      await ping(postgres);
      return { postgres, prepare: true, poolMax: limits.poolMax };
    } catch (error) {
      await postgres.close();
      if (!isPoolerRefusal(error)) throw error;
    }
    // PgBouncer passes on no session settings, and may hand each statement another connection.
    const direct = poolLimits(service, false);
    const pooled = open(url, service, direct, onIdleError);
    await ping(pooled).catch(async (error: unknown) => {
      await pooled.close();
      throw error;
    });
    return { postgres: pooled, prepare: false, poolMax: direct.poolMax };
  } catch (error) {
    if (error instanceof Error && error.name === 'PostgresUrlError') {
      throw fault('invalid_parameter', { parameter: 'dsn', reason: error.message });
    }
    throw errorFault(error, { action: 'Connection' });
  }
};

/** Connections on which small reads share round trips: two keep two cores of a server busy. */
const sharedMax = 2;

interface PoolShares {
  readonly poolMax: number;
  readonly laneMax: number;
}

const poolLimits = ({ pool }: DatabaseService, shares: boolean): PoolShares => {
  const connectionsMax = connectionsMaxOf(pool);
  const laneMax = shares && connectionsMax > sharedMax * 2 ? sharedMax : 0;
  return { poolMax: connectionsMax - laneMax, laneMax };
};

const open = (
  url: string,
  { pool }: DatabaseService,
  limits: PoolShares,
  onIdleError: (error: Error) => void,
): Postgres =>
  openPostgres(url, {
    ...limits,
    ...(pool.connectionMaxLifetimeMs > 0 && { maxLifetimeMs: pool.connectionMaxLifetimeMs }),
    ...(pool.connectionMaxIdleTimeMs > 0 && { idleTimeoutMs: pool.connectionMaxIdleTimeMs }),
    applicationName: 'faucet',
    onIdleError,
  });

const ping = async (postgres: Postgres): Promise<void> => {
  await postgres.query('SELECT 1', [], { timeoutMs: 10_000 });
};

const isPoolerRefusal = (error: unknown): boolean =>
  error instanceof Error && /unsupported startup parameter/i.test(error.message);

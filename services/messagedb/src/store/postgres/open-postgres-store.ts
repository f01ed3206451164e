import {
  migrate,
  openPostgres,
  type Postgres,
  postgresErrorCode,
  PostgresMigrationError,
} from '@aquifer/postgres';
import type { Log } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { MessageStore } from '../message-store.ts';
import { KnownSchemas } from './known-schemas.ts';
import { PostgresLog } from './postgres-log.ts';
import { registryMigrations, registrySchema } from './registry-migrations.ts';
import { openRegistry } from './registry.ts';
import { reachStore } from './store-failure.ts';
import { upgradeNamespaces } from './upgrade-namespaces.ts';

export interface PostgresStoreOptions {
  /** 'postgres://user:password@host:port/database?sslmode=…' */
  readonly url: string;
  /** Connections at most. */
  readonly poolMax: number;
  /** Connections kept open though idle. */
  readonly idleMin?: number;
  readonly log: Log;
}

/**
 * Opens the store that instances share, and brings it to the newest layout. Throws Fault
 * `store_unavailable` when PostgreSQL does not answer, `store_unreadable` when it does not let us
 * in, and `store_newer`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<MessageStore> {
  const postgres = openDatabase(options);
  try {
    await bringForward(postgres);
    return createStore(postgres);
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

/** Reads share two connections; the pool is left with at least two of its own. */
const laneMax = 2;

function openDatabase({ url, poolMax, idleMin, log }: PostgresStoreOptions): Postgres {
  try {
    return openPostgres(url, {
      poolMax: Math.max(poolMax - laneMax, 2),
      poolMin: Math.min(idleMin ?? 0, poolMax - laneMax),
      laneMax,
      applicationName: 'messagedb',
      onIdleError: (error) => log.debug({ err: error }, 'lost an idle connection to the store'),
    });
  } catch (error) {
    // The message of the parser does not repeat the address, which holds a password.
    const reason = error instanceof Error ? error.message : 'not an address';
    throw fault('store_unreadable', { reason }, { cause: error });
  }
}

async function bringForward(postgres: Postgres): Promise<void> {
  try {
    await migrate(postgres, registrySchema, registryMigrations);
    await upgradeNamespaces(postgres);
  } catch (error) {
    if (error instanceof PostgresMigrationError && error.isNewer) {
      throw fault('store_newer', {}, { cause: error });
    }
    const reason = reasons[postgresErrorCode(error) ?? ''];
    if (reason !== undefined) throw fault('store_unreadable', { reason }, { cause: error });
    await reachStore(() => Promise.reject(error));
  }
}

const reasons: Readonly<Record<string, string | undefined>> = {
  authentication: 'PostgreSQL refuses the user or password',
  no_such_database: 'the database does not exist',
  permission: 'the user may not create schemas in the database',
};

function createStore(postgres: Postgres): MessageStore {
  const schemas = new KnownSchemas();
  const logs = new Map<string, PostgresLog>();
  return {
    kind: 'postgres',
    namespaces: openRegistry(postgres, schemas),
    log(namespace) {
      const schema = schemas.of(namespace);
      const key = `${schema} ${namespace}`;
      const log = logs.get(key) ?? new PostgresLog(postgres, namespace, schema);
      logs.set(key, log);
      return log;
    },
    check: () =>
      reachStore(async () => void (await postgres.query('SELECT 1', [], { timeoutMs: 5_000 }))),
    close: () => postgres.close(),
  };
}

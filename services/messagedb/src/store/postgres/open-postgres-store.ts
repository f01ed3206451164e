import {
  migrate,
  type Postgres,
  postgresErrorCode,
  PostgresMigrationError,
} from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { MessageStore } from '../message-store.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { KnownSchemas } from './known-schemas.ts';
import { PostgresLog } from './postgres-log.ts';
import { registryMigrations, registrySchema } from './registry-migrations.ts';
import { openRegistry } from './registry.ts';
import { reachStore, storeFailure } from './store-failure.ts';
import { upgradeNamespaces } from './upgrade-namespaces.ts';

export type PostgresStoreOptions = ConnectOptions;

/**
 * Opens the store that instances share, and brings it to the newest layout. Throws Fault
 * `store_unavailable` when PostgreSQL does not answer, `store_unreadable` when it does not let us
 * in, and `store_newer`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<MessageStore> {
  const postgres = await connect(options);
  try {
    await bringForward(postgres);
    return createStore(postgres);
  } catch (error) {
    await postgres.close();
    throw error;
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
    throw storeFailure(error);
  }
}

const reasons: Readonly<Record<string, string | undefined>> = {
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

import {
  migrate,
  type Postgres,
  postgresErrorCode,
  PostgresMigrationError,
} from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import { registryMigrations, registrySchema } from './registry-migrations.ts';
import { storeFailure } from './store-failure.ts';
import { upgradeNamespaces } from './upgrade-namespaces.ts';

/** Makes the registry, and brings it and all namespaces to what this release needs. Throws Fault. */
export async function bringForward(postgres: Postgres): Promise<void> {
  try {
    await migrate(postgres, registrySchema, registryMigrations);
    await upgradeNamespaces(postgres);
  } catch (error) {
    if (error instanceof PostgresMigrationError && error.isNewer) {
      throw fault('store_newer', {}, { cause: error });
    }
    if (postgresErrorCode(error) === 'permission') {
      const reason = 'the user may not create schemas in the database';
      throw fault('store_unreadable', { reason }, { cause: error });
    }
    throw storeFailure(error);
  }
}

import { migrate, postgresErrorCode, PostgresMigrationError } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import { migrations, schemaName } from './schema.ts';
import { storeFailure } from './store-failure.ts';

/** Brings the schema to the newest version; instances that start together wait for each other. Throws Fault. */
export async function bringForward(postgres: Postgres): Promise<void> {
  try {
    await migrate(postgres, schemaName, migrations);
  } catch (error) {
    if (error instanceof PostgresMigrationError) {
      throw error.isNewer
        ? fault('store_newer', {}, { cause: error })
        : fault('store_unreadable', { reason: error.message }, { cause: error });
    }
    if (postgresErrorCode(error) === 'permission') {
      const reason = `the user may not make the schema "${schemaName}"; create it with that user as its owner`;
      throw fault('store_unreadable', { reason }, { cause: error });
    }
    throw storeFailure(error);
  }
}

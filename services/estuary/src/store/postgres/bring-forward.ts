import { migrate, postgresErrorCode, PostgresMigrationError } from '@aquifer/postgres';
import type { Postgres, PostgresMigration } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import { storeFailure } from './store-failure.ts';

/** A schema of ours, and how it came about. */
export interface Schema {
  readonly name: string;
  readonly migrations: readonly PostgresMigration[];
}

/** Brings a schema to its newest version; instances that start together wait for each other. Throws Fault. */
export async function bringForward(
  postgres: Postgres,
  { name, migrations }: Schema,
): Promise<void> {
  try {
    await migrate(postgres, name, migrations);
  } catch (error) {
    if (error instanceof PostgresMigrationError) {
      throw error.isNewer
        ? fault('store_newer', {}, { cause: error })
        : fault('store_unreadable', { reason: error.message }, { cause: error });
    }
    if (postgresErrorCode(error) === 'permission') {
      const reason = `the user may not make the schema "${name}"; create it with that user as its owner`;
      throw fault('store_unreadable', { reason }, { cause: error });
    }
    throw storeFailure(error);
  }
}

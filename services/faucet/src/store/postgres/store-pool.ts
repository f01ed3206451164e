import { postgresErrorCode } from '@aquifer/postgres';
import type { Postgres, PostgresQueries, PostgresTransaction } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { KnownVersion } from './known-version.ts';

/** The shared store as the records use it. */
export interface StorePool {
  /** For reads, and for writes that nobody must notice. */
  readonly queries: PostgresQueries;
  /** Several statements that happen together, without advancing the version. */
  transaction<T>(action: (transaction: PostgresTransaction) => Promise<T>): Promise<T>;
  /** Runs a change of the configuration in one transaction; changes happen one after the other. */
  write<T>(action: (transaction: PostgresTransaction) => Promise<T>): Promise<T>;
}

export function createStorePool(postgres: Postgres, known: KnownVersion): StorePool {
  return {
    queries: postgres,
    transaction: (action) => reachable(() => postgres.transaction(action)),
    async write(action) {
      const [result, version] = await reachable(() =>
        postgres.transaction(async (transaction) => {
          // One writer at a time: rules over several rows (the first admin, the last
          // admin, a role in use) hold, and no two changes can wait for each other.
          await transaction.query('SELECT version FROM faucet.config_version FOR UPDATE');
          const outcome = await action(transaction);
          const advanced = await transaction.value<number>(
            'SELECT version FROM faucet.config_version',
          );
          return [outcome, advanced] as const;
        }),
      );
      // Who made the change must see it at once, not when the notification arrives.
      if (version !== undefined) known.hear(version);
      return result;
    },
  };
}

/** Runs it; a server that does not answer is config_store_unavailable. */
export async function reachable<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (postgresErrorCode(error) !== 'unavailable') throw error;
    throw fault('config_store_unavailable', {}, { cause: error });
  }
}

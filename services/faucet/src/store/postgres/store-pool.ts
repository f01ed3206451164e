import { postgresErrorCode } from '@aquifer/postgres';
import type { Postgres, PostgresQueries, PostgresTransaction } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { KnownVersion } from './known-version.ts';

/** What statements of the store need: the pool, or one connection inside a transaction. */
export type StoreQueries = Pick<PostgresQueries, 'query' | 'rows' | 'one' | 'value'>;

/** The shared store as the records use it. A server that does not answer is config_store_unavailable. */
export interface StorePool {
  /** For reads, and for writes that nobody must notice. */
  readonly queries: StoreQueries;
  /** Several statements that happen together, without advancing the version. */
  transaction<T>(action: (transaction: PostgresTransaction) => Promise<T>): Promise<T>;
  /** Runs a change of the configuration in one transaction; changes happen one after the other. */
  write<T>(action: (transaction: PostgresTransaction) => Promise<T>): Promise<T>;
}

export function createStorePool(postgres: Postgres, known: KnownVersion): StorePool {
  return {
    queries: {
      query: (...args) => reachable(() => postgres.query(...args)),
      rows: (...args) => reachable(() => postgres.rows(...args)),
      one: (...args) => reachable(() => postgres.one(...args)),
      value: (...args) => reachable(() => postgres.value(...args)),
    },
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

/** Once the store was open, all of these mean that it is no longer there for us. */
const awayCodes: ReadonlySet<string> = new Set([
  'unavailable',
  'pool_exhausted',
  'authentication',
  'no_such_database',
  'timeout',
]);

/** Runs it; a server that does not answer is config_store_unavailable. */
export async function reachable<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!awayCodes.has(postgresErrorCode(error) ?? '')) throw error;
    throw fault('config_store_unavailable', {}, { cause: error });
  }
}

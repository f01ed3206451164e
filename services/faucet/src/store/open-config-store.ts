import type { Log } from '@aquifer/service';
import type { ConfigStore } from './config-store.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

export interface OpenConfigStoreOptions {
  /** Directory of `faucet.db`; made with mode 0700 when missing. Not used with `configDb`. */
  readonly dataDir: string;
  /** `postgres://…` of a store shared by replicas. */
  readonly configDb?: string | undefined;
  /** Encrypts the DSNs at rest. */
  readonly encryptionKey?: string | undefined;
  /** Opens what an earlier key encrypted. Alone, without `encryptionKey`: back to clear text. */
  readonly encryptionKeyPrevious?: string | undefined;
  readonly log: Log;
}

/**
 * Opens the configuration store, brings it to this release and checks the keys.
 * The only file that knows both kinds. Throws config_store_newer,
 * config_store_unreadable, config_store_unavailable, encryption_key_missing,
 * encryption_key_wrong.
 */
export async function openConfigStore(options: OpenConfigStoreOptions): Promise<ConfigStore> {
  const keys = { current: options.encryptionKey, previous: options.encryptionKeyPrevious };
  if (!options.configDb) return openSqliteStore(options.dataDir, keys);
  // Loaded where it is used, with its driver.
  const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
  return openPostgresStore(options.configDb, keys, options.log);
}

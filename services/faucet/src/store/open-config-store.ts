import type { Log } from '@aquifer/service';
import type { ConfigStore } from './config-store.ts';

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

/** Opens the configuration store, brings it to this release and checks the key. */
export async function openConfigStore(options: OpenConfigStoreOptions): Promise<ConfigStore> {
  throw new Error(`being written ${options.dataDir}`);
}

import type { ConfigStore } from '../../../src/store/config-store.ts';

/** Two handles on one empty store, made anew for each test, as two processes would have them. */
export interface StoreHandles {
  store: ConfigStore;
  other: ConfigStore;
  /** A further handle; who opens it closes it. */
  open(): Promise<ConfigStore>;
}

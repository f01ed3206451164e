import type { Health } from '@aquifer/http';
import { fault } from '../faults.ts';
import type { ConfigStore } from './config-store.ts';

/** The name of the check; no database service can have it, because of the space. */
export const configStoreCheck = 'config store';

/** Makes readiness depend on the configuration store: without it, nobody new can be let in. */
export function registerConfigStoreCheck(
  health: Pick<Health, 'register'>,
  store: Pick<ConfigStore, 'ping'>,
): void {
  health.register(configStoreCheck, async () => {
    try {
      await store.ping();
    } catch (cause) {
      // Everybody may read readiness, and what a driver says names databases and users.
      throw fault('config_store_unavailable', {}, { cause });
    }
  });
}

import type { Health } from '@aquifer/http';
import type { ConfigStore } from './config-store.ts';

/** The name of the check; no database service can have it, because of the space. */
export const configStoreCheck = 'config store';

/** Makes readiness depend on the configuration store: without it, nobody new can be let in. */
export function registerConfigStoreCheck(
  health: Pick<Health, 'register'>,
  store: Pick<ConfigStore, 'ping'>,
): void {
  health.register(configStoreCheck, () => store.ping());
}

import { isFault } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import type { FaucetSettings } from '../settings.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { createFirstAdmin, parseNewAdmin } from './admins.ts';
import type { Desk } from './desk.ts';

/**
 * Creates the first administrator from FAUCET_ADMIN_EMAIL and
 * FAUCET_ADMIN_PASSWORD when there is none (contract §3). A bad password is
 * logged and does not keep the server from starting.
 */
export async function createAdminFromSettings(
  desk: Desk,
  settings: Pick<FaucetSettings, 'adminEmail' | 'adminPassword'>,
  log: Log,
): Promise<void> {
  if ((await desk.store.admins.list()).length > 0) return;
  const { adminEmail: email, adminPassword: password } = settings;
  if (email === undefined || password === undefined) return;
  try {
    const admin = await createFirstAdmin(desk, parseNewAdmin({ email, password }));
    if (admin !== undefined) log.info({ email }, 'admin created from env');
  } catch (error) {
    if (!isFault(error)) throw error;
    log.error(`admin not created from FAUCET_ADMIN_EMAIL: ${error.message}`);
  }
}

/** Tells operators that nobody can administer this server yet (contract §16). */
export async function warnWithoutAdmin(
  store: Pick<ConfigStore, 'admins'>,
  log: Log,
): Promise<void> {
  if ((await store.admins.list()).length > 0) return;
  log.warn('no admin found; create one: faucet admin create, or POST /api/v1/setup');
}

import type { Log } from '@aquifer/service';
import { isFault } from '@aquifer/service';
import type { AuditLog } from '../audit/audit-log.ts';
import type { FaucetSettings } from '../settings.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { createFirstAdmin, parseNewAdmin } from './admins.ts';

/**
 * Creates the first administrator from FAUCET_ADMIN_EMAIL and
 * FAUCET_ADMIN_PASSWORD when there is none (contract §3). A bad password is
 * logged and does not keep the server from starting.
 */
export async function createAdminFromSettings(options: {
  readonly store: ConfigStore;
  readonly audit: AuditLog;
  readonly settings: Pick<FaucetSettings, 'adminEmail' | 'adminPassword'>;
  readonly log: Log;
}): Promise<void> {
  const { store, audit, settings, log } = options;
  if ((await store.admins.list()).length > 0) return;
  const { adminEmail: email, adminPassword: password } = settings;
  if (email === undefined || password === undefined) {
    log.warn('no admin found; create one: faucet admin create, or POST /api/v1/setup');
    return;
  }
  try {
    const input = parseNewAdmin({ email, password });
    const desk = {
      store,
      actor: 'environment',
      record: (entry: object): void =>
        audit.record({
          actor: 'environment',
          action: 'admin.created',
          target: `admin/${email}`,
          outcome: 'done',
          detail: {},
          ...entry,
        }),
    };
    const admin = await createFirstAdmin(desk, input);
    if (admin !== undefined) log.info({ email }, 'admin created from env');
  } catch (error) {
    if (!isFault(error)) throw error;
    log.error(`admin not created from FAUCET_ADMIN_EMAIL: ${error.message}`);
  }
}

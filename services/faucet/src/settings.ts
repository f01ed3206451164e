import { defineSettings } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { accessSettings } from './settings/access-settings.ts';
import type { AccessSettings } from './settings/access-settings.ts';
import { logSettings } from './settings/log-settings.ts';
import type { LogSettings } from './settings/log-settings.ts';
import { serverSettings } from './settings/server-settings.ts';
import type { ServerSettings } from './settings/server-settings.ts';
import { storeSettings } from './settings/store-settings.ts';
import type { StoreSettings } from './settings/store-settings.ts';

/** What an operator can set. Times are milliseconds, sizes bytes. */
export interface FaucetSettings
  extends ServerSettings, StoreSettings, AccessSettings, LogSettings {}

/**
 * The one table, in the order and the groups of the documents: flags, variables, file keys, help,
 * docs and env.example come from it (guide, "Environment Variables"; contract §3).
 */
export const faucetSettings: SettingsTable<FaucetSettings> = defineSettings<FaucetSettings>({
  ...serverSettings,
  ...storeSettings,
  ...accessSettings,
  ...logSettings,
});

import { defineSettings } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { authSettings } from './settings/auth-settings.ts';
import type { Profile } from './settings/choices.ts';
import { databaseSettings } from './settings/database-settings.ts';
import type { EstuarySettings } from './settings/estuary-settings.ts';
import { limitSettings } from './settings/limit-settings.ts';
import { logSettings } from './settings/log-settings.ts';
import { securitySettings } from './settings/security-settings.ts';
import { serverSettings } from './settings/server-settings.ts';

export type { EstuarySettings } from './settings/estuary-settings.ts';

interface Defaults {
  readonly strictMode: boolean;
  readonly maxRequests: string;
  readonly logFormat: 'json' | 'pretty';
}

/** What profiles differ in (contract §2). */
const defaultsOf: Readonly<Record<Profile, Defaults>> = {
  development: {
    strictMode: false,
    maxRequests: '1000',
    logFormat: 'pretty',
  },
  staging: {
    strictMode: true,
    maxRequests: '100',
    logFormat: 'json',
  },
  production: {
    strictMode: true,
    maxRequests: '100',
    logFormat: 'json',
  },
};

/** The one table of a profile: variables, docs and env.example come from it (guide, "Essential Environment Variables"; contract §2). */
export function estuarySettings(profile: Profile): SettingsTable<EstuarySettings> {
  const defaults = defaultsOf[profile];
  return defineSettings<EstuarySettings>({
    ...serverSettings(profile),
    ...databaseSettings(profile === 'development' ? 'memory' : 'sqlite'),
    ...securitySettings(defaults),
    ...limitSettings(defaults.maxRequests),
    ...authSettings,
    ...logSettings(defaults.logFormat),
  });
}

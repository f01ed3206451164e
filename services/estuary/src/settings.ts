import { defineSettings } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { authSettings } from './settings/auth-settings.ts';
import type { DatabaseType, Profile } from './settings/choices.ts';
import { databaseSettings } from './settings/database-settings.ts';
import { limitSettings } from './settings/limit-settings.ts';
import { logSettings } from './settings/log-settings.ts';
import { securitySettings } from './settings/security-settings.ts';
import { serverSettings } from './settings/server-settings.ts';

/** What an operator can set. Times are in the unit of the name. */
export interface EstuarySettings {
  readonly profile: Profile;
  readonly port: number;
  readonly host: string;
  readonly workers: number;
  readonly shutdownTimeoutSeconds: number;
  readonly shutdownDelaySeconds: number;
  readonly bodyLimitBytes: number;
  readonly databaseType: DatabaseType;
  readonly databaseUrl: string | undefined;
  readonly databasePool: number;
  readonly sqliteSynchronous: 'normal' | 'full';
  readonly changesRetention: number;
  readonly changesRetentionSeconds: number;
  readonly sseMaxConnections: number;
  readonly idempotencyTtlSeconds: number;
  readonly requireIfMatch: boolean;
  readonly convexDeploymentUrl: string | undefined;
  readonly convexDeployKey: string | undefined;
  readonly convexSharedSecret: string | undefined;
  readonly securityStrictMode: boolean;
  readonly securityCsp: string | undefined;
  readonly corsAllowedOrigins: readonly string[] | undefined;
  readonly trustedProxies: readonly string[];
  readonly rateLimitEnabled: boolean;
  readonly rateLimitMaxRequests: number;
  readonly rateLimitWindowSeconds: number;
  readonly rateLimitKey: 'ip' | 'subject';
  readonly rateLimitStore: 'memory' | 'database';
  readonly authEnabled: boolean;
  readonly authJwksUrls: readonly string[] | undefined;
  readonly authAudience: readonly string[] | undefined;
  readonly authIssuer: readonly string[] | undefined;
  readonly authJwksCacheSeconds: number;
  readonly authAlgorithms: readonly string[];
  readonly authPublicRead: boolean;
  readonly authScopeRead: string | undefined;
  readonly authScopeWrite: string | undefined;
  readonly authOwner: boolean;
  readonly jwtSecret: string | undefined;
  readonly jwtSecretPrevious: string | undefined;
  readonly metricsToken: string | undefined;
  readonly rustLog: string | undefined;
  readonly logLevel: string | undefined;
  readonly logFormat: 'json' | 'pretty';
  readonly rustBacktrace: 'off' | 'on';
}

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

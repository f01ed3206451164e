import type { DatabaseType, Profile } from './choices.ts';

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

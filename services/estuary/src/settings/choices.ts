export const profiles = ['development', 'staging', 'production'] as const;
export type Profile = (typeof profiles)[number];

export const databaseTypes = ['memory', 'sqlite', 'postgres', 'convex'] as const;
export type DatabaseType = (typeof databaseTypes)[number];

/** Signatures that key sets may be used for (contract §2). */
export const signatureAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
] as const;

/** What is logged unless an operator says otherwise (contract §2). */
export const defaultDirectives: Readonly<Record<Profile, string>> = {
  development: 'estuary=debug,tower_http=debug',
  staging: 'estuary=debug,tower_http=info',
  production: 'estuary=info,tower_http=info',
};

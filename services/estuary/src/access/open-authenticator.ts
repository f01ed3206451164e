import type { EstuarySettings } from '../settings.ts';
import { createAuthenticator } from './authenticator.ts';
import type { Authenticator, AuthenticatorOptions } from './authenticator.ts';

/** The authenticator that settings ask for; undefined when no token is needed (contract §9.1). */
export function openAuthenticator(
  settings: EstuarySettings,
  observer: Pick<AuthenticatorOptions, 'log' | 'onFailure' | 'onJwks'>,
): Authenticator | undefined {
  if (!settings.authEnabled) return undefined;
  const { authJwksUrls, authJwksCacheSeconds, authAlgorithms } = settings;
  const secrets = [settings.jwtSecret, settings.jwtSecretPrevious];
  return createAuthenticator({
    jwks: authJwksUrls && {
      urls: authJwksUrls,
      cacheSeconds: authJwksCacheSeconds,
      algorithms: authAlgorithms,
    },
    secrets: secrets.filter((secret) => secret !== undefined),
    audiences: settings.authAudience,
    issuers: settings.authIssuer,
    ...observer,
  });
}

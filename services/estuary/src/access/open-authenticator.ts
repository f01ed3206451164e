import type { LiveSecrets } from '../configuration/live-secrets.ts';
import type { EstuarySettings } from '../settings.ts';
import { createAuthenticator } from './authenticator.ts';
import type { Authenticator, AuthenticatorOptions } from './authenticator.ts';

/** The authenticator that settings ask for; undefined when no token is needed (contract §9.1). */
export function openAuthenticator(
  settings: EstuarySettings,
  secrets: LiveSecrets,
  observer: Pick<AuthenticatorOptions, 'log' | 'onFailure' | 'onJwks'>,
): Authenticator | undefined {
  if (!settings.authEnabled) return undefined;
  const { authJwksUrls, authJwksCacheSeconds, authAlgorithms } = settings;
  const accepted = (): readonly string[] => {
    const { jwtSecret, jwtSecretPrevious } = secrets.current;
    return [jwtSecret, jwtSecretPrevious].filter((secret) => secret !== undefined);
  };
  const authenticator = createAuthenticator({
    jwks: authJwksUrls && {
      urls: authJwksUrls,
      cacheSeconds: authJwksCacheSeconds,
      algorithms: authAlgorithms,
    },
    secrets: accepted(),
    audiences: settings.authAudience,
    issuers: settings.authIssuer,
    ...observer,
  });
  secrets.onReplaced(() => authenticator.useSecrets(accepted()));
  return authenticator;
}

import type { LiveSecrets } from '../configuration/live-secrets.ts';
import type { EstuarySettings } from '../settings.ts';
import type { Authenticator, AuthenticatorOptions } from './authenticator.ts';

/** The authenticator that settings ask for; undefined when no token is needed (contract §9.1). */
export async function openAuthenticator(
  settings: EstuarySettings,
  secrets: LiveSecrets,
  observer: Pick<AuthenticatorOptions, 'log' | 'onFailure' | 'onJwks'>,
): Promise<Authenticator | undefined> {
  if (!settings.authEnabled) return undefined;
  // What checks signatures takes some tens of milliseconds to load.
  const { createAuthenticator } = await import('./authenticator.ts');
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

import type { Scope } from '@aquifer/service';
import type { EstuarySettings } from '../settings.ts';
import type { Authenticator } from './authenticator.ts';

export function openAuthenticator(
  _settings: EstuarySettings,
  _parts: { scope: Scope },
): Authenticator | undefined {
  return undefined;
}

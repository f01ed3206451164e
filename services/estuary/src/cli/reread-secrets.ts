import type { Log, Terminal } from '@aquifer/service';
import { compareSettings } from '../configuration/compare-settings.ts';
import type { LiveSecrets } from '../configuration/live-secrets.ts';
import type { EstuarySettings } from '../settings.ts';
import { loadConfiguration } from './load-configuration.ts';

/**
 * At SIGHUP reads the configuration again, of which files may have changed, and puts its secrets in
 * use (contract §3). The log tells which, never their values. A bad one changes nothing.
 */
export function rereadSecretsAtHangup(
  terminal: Terminal,
  first: EstuarySettings,
  { secrets, log }: { readonly secrets: LiveSecrets; readonly log: Log },
): void {
  // A terminal that was closed sends the signal too, and then the server is to end.
  if (terminal.isInteractive) return;
  terminal.onHangup(() => {
    const configuration = loadConfiguration(terminal);
    if (configuration === undefined) {
      log.error(
        'SIGHUP: the configuration is bad now, as standard error says; nothing was changed',
      );
      return;
    }
    const { settings } = configuration;
    const { live, later } = compareSettings({ ...first, ...secrets.current }, settings);
    secrets.replace(settings);
    log.info({ changed: live }, 'SIGHUP: secrets were read again');
    if (later.length > 0) log.warn({ changed: later }, 'SIGHUP: other changes need a restart');
  });
}

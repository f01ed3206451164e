import { runService } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import { LiveSecrets } from '../configuration/live-secrets.ts';
import { createLogs } from '../logging/create-logs.ts';
import { createEstuaryService } from '../service.ts';
import { loadConfiguration } from './load-configuration.ts';
import { rereadSecretsAtHangup } from './reread-secrets.ts';

/** `estuary serve`: in the foreground, as containers and systemd expect. */
export async function serve(terminal: Terminal): Promise<number> {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const { settings, warnings } = configuration;
  const logs = createLogs(settings);
  for (const warning of [...warnings, ...logs.warnings]) logs.app.warn(warning);
  const secrets = new LiveSecrets(settings);
  rereadSecretsAtHangup(terminal, settings, { secrets, log: logs.app });
  return runService(terminal, createEstuaryService({ logs, secrets }), settings, {
    log: logs.app,
    deadlineMs: (settings.shutdownDelaySeconds + settings.shutdownTimeoutSeconds) * 1000,
  });
}

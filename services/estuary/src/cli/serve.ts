import { runService } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import { createLogs } from '../logging/create-logs.ts';
import { createEstuaryService } from '../service.ts';
import { loadConfiguration } from './load-configuration.ts';

/** `estuary serve`: in the foreground, as containers and systemd expect. */
export async function serve(terminal: Terminal): Promise<number> {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const { settings, warnings } = configuration;
  const logs = createLogs(settings);
  for (const warning of [...warnings, ...logs.warnings]) logs.app.warn(warning);
  return runService(terminal, createEstuaryService({ logs }), settings, {
    log: logs.app,
    deadlineMs: (settings.shutdownDelaySeconds + settings.shutdownTimeoutSeconds) * 1000,
  });
}

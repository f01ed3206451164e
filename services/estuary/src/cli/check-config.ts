import type { Terminal } from '@aquifer/service';
import { redactValue } from '../configuration/redact.ts';
import { estuarySettings } from '../settings.ts';
import { loadConfiguration } from './load-configuration.ts';

/** `estuary check-config`: prints what would be served with as JSON, without secrets; 0 or 2. */
export function checkConfig(terminal: Terminal): number {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const { settings, warnings } = configuration;
  const values = new Map<string, unknown>(Object.entries(settings));
  const effective = Object.fromEntries(
    Object.entries(estuarySettings(settings.profile)).map(([key, { env }]) => [
      env,
      shown(env, values.get(key)),
    ]),
  );
  for (const warning of warnings) terminal.stderr.write(`Configuration warning: ${warning}\n`);
  terminal.stdout.write(`${JSON.stringify(effective, undefined, 2)}\n`);
  return 0;
}

function shown(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => shown(name, item));
  return typeof value === 'string' ? redactValue(name, value) : (value ?? null);
}

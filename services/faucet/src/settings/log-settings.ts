import { booleanText } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';

/** What is written to standard error, and to nobody else. */
export interface LogSettings {
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'text' | 'json';
  readonly telemetryEnabled: boolean;
}

export const logSettings: SettingsTable<LogSettings> = {
  logLevel: {
    env: 'FAUCET_LOG_LEVEL',
    aliases: ['FAUCET_LOGGING_LEVEL'],
    fileKey: 'log.level',
    schema: z.enum(['debug', 'info', 'warn', 'error']),
    default: 'info',
    help: 'Least severe log lines written.',
    group: 'Log',
  },
  logFormat: {
    env: 'FAUCET_LOG_FORMAT',
    aliases: ['FAUCET_LOGGING_FORMAT'],
    fileKey: 'log.format',
    schema: z.enum(['text', 'json']),
    default: 'text',
    help: 'key=value text or JSON lines, on standard error.',
    group: 'Log',
  },
  telemetryEnabled: {
    env: 'FAUCET_TELEMETRY',
    aliases: ['FAUCET_TELEMETRY_ENABLED'],
    fileKey: 'telemetry.enabled',
    schema: booleanText,
    default: 'false',
    help: 'Accepted for compatibility; there is no telemetry.',
    group: 'Log',
  },
};

import { booleanText, defineSettings } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';

/** What `aquifer up` itself can be told; each server has its own settings besides. */
export interface AquiferSettings {
  readonly home: string;
  readonly host: string;
  readonly sample: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'pretty' | 'json';
}

export const aquiferSettings: SettingsTable<AquiferSettings> = defineSettings<AquiferSettings>({
  home: {
    env: 'AQUIFER_HOME',
    flag: '--home',
    schema: z.string().min(1),
    default: '.aquifer',
    help: 'Directory that holds the data of all servers.',
  },
  host: {
    env: 'AQUIFER_HOST',
    flag: '--host',
    schema: z.string().min(1),
    default: '127.0.0.1',
    help: 'Address that every server listens on.',
  },
  sample: {
    env: 'AQUIFER_SAMPLE',
    flag: '--sample',
    schema: booleanText,
    default: 'true',
    help: 'Create the sample database at the first start.',
  },
  logLevel: {
    env: 'AQUIFER_LOG_LEVEL',
    schema: z.enum(['debug', 'info', 'warn', 'error']),
    default: 'warn',
    help: 'Least severe log lines written.',
  },
  logFormat: {
    env: 'AQUIFER_LOG_FORMAT',
    schema: z.enum(['pretty', 'json']),
    default: 'pretty',
    help: 'Lines for people, or JSON, on standard error.',
  },
});

import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';
import type { EstuarySettings } from './estuary-settings.ts';
import { backtrace, oneOf } from './setting-schemas.ts';

const group = 'Log';

type LogKeys = 'rustLog' | 'logLevel' | 'logFormat' | 'rustBacktrace';

/** What is logged and how (contract §17). */
export const logSettings = (format: string): Pick<SettingsTable<EstuarySettings>, LogKeys> => ({
  rustLog: {
    env: 'RUST_LOG',
    schema: z.string().trim().optional(),
    help: 'Directives such as estuary=info,tower_http=warn; tower_http is the access log. By default estuary=debug,tower_http=debug in development, estuary=debug,tower_http=info in staging, estuary=info,tower_http=info in production.',
    group,
  },
  logLevel: {
    env: 'LOG_LEVEL',
    schema: oneOf(['off', 'error', 'warn', 'info', 'debug', 'trace']).optional(),
    help: 'One level for everything, where RUST_LOG is not set.',
    group,
  },
  logFormat: {
    env: 'LOG_FORMAT',
    schema: oneOf(['json', 'pretty']),
    default: format,
    help: 'Lines of JSON, or text for people; on standard output.',
    group,
  },
  rustBacktrace: {
    env: 'RUST_BACKTRACE',
    schema: backtrace,
    default: '0',
    help: '1 or full: stack traces in error lines of the log.',
    group,
  },
});

import { booleanText, byteSize, choice, defineSettings, integer, port } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';

/** What an operator can set. Times are milliseconds, sizes bytes. */
export interface MessageDbSettings {
  readonly host: string;
  readonly port: number;
  readonly token: string | undefined;
  readonly testMode: boolean;
  readonly bodyBytesMax: number;
  readonly corsOrigin: string | undefined;
  readonly metricsToken: string | undefined;
  readonly subscriptionsPerTokenMax: number;
  readonly dbUrl: string | undefined;
  readonly dataDir: string | undefined;
  readonly dbHost: string | undefined;
  readonly dbPort: number;
  readonly dbName: string;
  readonly dbUser: string;
  readonly dbPassword: string | undefined;
  readonly dbConnectionsMax: number;
  readonly dbConnectionsIdle: number;
  readonly dbSslMode: 'disable' | 'prefer' | 'require' | 'verify-full';
  readonly natsUrl: string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'json' | 'console';
}

const optionalText = z.string().optional();

/** The one table: flags, variables, help, docs and env.example come from it (guide, "Configuration"; contract §2.1). */
export const messageDbSettings: SettingsTable<MessageDbSettings> =
  defineSettings<MessageDbSettings>({
    host: {
      env: 'MESSAGEDB_HOST',
      flag: '--host',
      schema: z.string().min(1),
      default: '::',
      help: 'Address to listen on. By default all, IPv4 and IPv6.',
      group: 'Server',
    },
    port: {
      env: 'MESSAGEDB_PORT',
      flag: '--port',
      schema: port,
      default: '8080',
      help: 'HTTP server port.',
      group: 'Server',
    },
    token: {
      env: 'MESSAGEDB_TOKEN',
      flag: '--token',
      schema: optionalText,
      secret: true,
      help: 'Token of the namespace "default", which administers the others. Generated and printed at the first start when absent.',
      group: 'Server',
    },
    testMode: {
      env: 'MESSAGEDB_TEST_MODE',
      flag: '--test-mode',
      schema: booleanText,
      default: 'false',
      help: 'Keep messages in memory and let callers without a token use the namespace "default".',
      group: 'Server',
    },
    bodyBytesMax: {
      env: 'MESSAGEDB_MAX_BODY',
      schema: byteSize,
      default: '64MiB',
      help: 'Largest request body.',
      group: 'Server',
    },
    corsOrigin: {
      env: 'MESSAGEDB_CORS_ORIGIN',
      schema: optionalText,
      help: 'Origin of web pages that may call the API, or *. None when absent; pages may always subscribe.',
      group: 'Server',
    },
    metricsToken: {
      env: 'MESSAGEDB_METRICS_TOKEN',
      schema: optionalText,
      secret: true,
      help: 'Bearer token that GET /metrics asks for. Open when absent.',
      group: 'Server',
    },
    subscriptionsPerTokenMax: {
      env: 'MESSAGEDB_MAX_SUBSCRIPTIONS',
      schema: integer({ min: 0 }),
      default: '0',
      help: 'Open subscriptions of one namespace on this instance at most; 0 is no limit.',
      group: 'Server',
    },
    dbUrl: {
      env: 'MESSAGEDB_DB_URL',
      flag: '--db-url',
      schema: optionalText,
      secret: true,
      help: 'Where messages are kept: postgres://user:password@host:port/database, or sqlite://file.db. Wins over MESSAGEDB_DB_HOST.',
      group: 'Store',
    },
    dataDir: {
      env: 'MESSAGEDB_DATA_DIR',
      flag: '--data-dir',
      schema: optionalText,
      help: 'Directory of the SQLite files.',
      group: 'Store',
    },
    dbHost: {
      env: 'MESSAGEDB_DB_HOST',
      schema: optionalText,
      help: 'PostgreSQL host. Messages stay in memory when neither this nor MESSAGEDB_DB_URL is set.',
      group: 'Store',
    },
    dbPort: {
      env: 'MESSAGEDB_DB_PORT',
      schema: integer({ min: 1, max: 65_535 }),
      default: '5432',
      help: 'PostgreSQL port.',
      group: 'Store',
    },
    dbName: {
      env: 'MESSAGEDB_DB_NAME',
      schema: z.string().min(1),
      default: 'message_store',
      help: 'PostgreSQL database.',
      group: 'Store',
    },
    dbUser: {
      env: 'MESSAGEDB_DB_USER',
      schema: z.string().min(1),
      default: 'message_store',
      help: 'PostgreSQL user.',
      group: 'Store',
    },
    dbPassword: {
      env: 'MESSAGEDB_DB_PASSWORD',
      schema: optionalText,
      secret: true,
      help: 'PostgreSQL password.',
      group: 'Store',
    },
    dbConnectionsMax: {
      env: 'MESSAGEDB_DB_MAX_CONNECTIONS',
      schema: integer({ min: 1, max: 10_000 }),
      default: '25',
      help: 'PostgreSQL connections at most.',
      group: 'Store',
    },
    dbConnectionsIdle: {
      env: 'MESSAGEDB_DB_IDLE_CONNECTIONS',
      schema: integer({ min: 0, max: 10_000 }),
      default: '5',
      help: 'PostgreSQL connections kept open while idle.',
      group: 'Store',
    },
    dbSslMode: {
      env: 'MESSAGEDB_DB_SSLMODE',
      schema: choice(['disable', 'prefer', 'require', 'verify-full']),
      default: 'prefer',
      help: 'Whether the connection to PostgreSQL is encrypted: disable, prefer, require or verify-full.',
      group: 'Store',
    },
    natsUrl: {
      env: 'MESSAGEDB_NATS_URL',
      schema: optionalText,
      secret: true,
      help: 'NATS server that wakes subscribers of other instances, such as nats://127.0.0.1:4222. PostgreSQL does it when absent.',
      group: 'Store',
    },
    logLevel: {
      env: 'MESSAGEDB_LOG_LEVEL',
      flag: '--log-level',
      schema: choice(['debug', 'info', 'warn', 'error']),
      default: 'info',
      help: 'Least severe log lines written: debug, info, warn or error.',
      group: 'Log',
    },
    logFormat: {
      env: 'MESSAGEDB_LOG_FORMAT',
      flag: '--log-format',
      schema: choice(['json', 'console']),
      default: 'json',
      help: 'Lines of JSON, or text for people; on standard output.',
      group: 'Log',
    },
  });

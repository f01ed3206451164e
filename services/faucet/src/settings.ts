import {
  booleanText,
  byteSize,
  defineSettings,
  duration,
  integer,
  port,
  textList,
} from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';

/** What an operator can set. Times are milliseconds, sizes bytes. */
export interface FaucetSettings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string | undefined;
  readonly configDb: string | undefined;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly queryTimeoutMs: number;
  readonly bodyBytesMax: number;
  readonly answerBytesMax: number;
  readonly batchRowsMax: number;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly jwtSecret: string | undefined;
  readonly sessionLifetimeMs: number;
  readonly apiKeyHeader: string;
  readonly adminEmail: string | undefined;
  readonly adminPassword: string | undefined;
  readonly encryptionKey: string | undefined;
  readonly encryptionKeyPrevious: string | undefined;
  readonly rateLimitEnabled: boolean;
  readonly rateLimitPerSecond: number;
  readonly rateLimitBurst: number;
  readonly openapiPublic: boolean;
  readonly metricsToken: string | undefined;
  readonly mcpEnabled: boolean;
  readonly uiEnabled: boolean;
  readonly auditRetentionMs: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'text' | 'json';
  readonly telemetryEnabled: boolean;
}

const text = z.string();
const optionalText = z.string().optional();

/** The one table: flags, variables, file keys, help, docs and env.example come from it (guide, "Environment Variables"; contract §3). */
export const faucetSettings: SettingsTable<FaucetSettings> = defineSettings<FaucetSettings>({
  host: {
    env: 'FAUCET_SERVER_HOST',
    flag: '--host',
    fileKey: 'server.host',
    schema: text,
    default: '0.0.0.0',
    help: 'Address to listen on.',
    group: 'Server',
  },
  port: {
    env: 'FAUCET_SERVER_PORT',
    flag: '--port',
    short: '-p',
    fileKey: 'server.port',
    schema: port,
    default: '8080',
    help: 'Port to listen on.',
    group: 'Server',
  },
  readTimeoutMs: {
    env: 'FAUCET_SERVER_READ_TIMEOUT',
    fileKey: 'server.read_timeout',
    schema: duration,
    default: '15s',
    help: 'Time to read a whole request.',
    group: 'Server',
  },
  writeTimeoutMs: {
    env: 'FAUCET_SERVER_WRITE_TIMEOUT',
    fileKey: 'server.write_timeout',
    schema: duration,
    default: '60s',
    help: 'Time to write a response; a stream that makes progress is not cut.',
    group: 'Server',
  },
  idleTimeoutMs: {
    env: 'FAUCET_SERVER_IDLE_TIMEOUT',
    fileKey: 'server.idle_timeout',
    schema: duration,
    default: '120s',
    help: 'Time a keep-alive connection may stay idle.',
    group: 'Server',
  },
  shutdownTimeoutMs: {
    env: 'FAUCET_SERVER_SHUTDOWN_TIMEOUT',
    fileKey: 'server.shutdown_timeout',
    schema: duration,
    default: '30s',
    help: 'Time to finish requests in flight when stopping.',
    group: 'Server',
  },
  bodyBytesMax: {
    env: 'FAUCET_SERVER_MAX_BODY_SIZE',
    fileKey: 'server.max_body_size',
    schema: byteSize,
    default: '10MiB',
    help: 'Largest request body; larger ones are answered with 413.',
    group: 'Server',
  },
  answerBytesMax: {
    env: 'FAUCET_SERVER_MAX_ANSWER_SIZE',
    fileKey: 'server.max_answer_size',
    schema: byteSize,
    default: '64MiB',
    help: 'Largest answer of rows that is not a stream; larger ones are refused with 400.',
    group: 'Server',
  },
  batchRowsMax: {
    env: 'FAUCET_SERVER_MAX_BATCH_SIZE',
    fileKey: 'server.max_batch_size',
    schema: integer({ min: 1, max: 1_000_000 }),
    default: '1000',
    help: 'Most records in one write.',
    group: 'Server',
  },
  trustedProxies: {
    env: 'FAUCET_SERVER_TRUSTED_PROXIES',
    fileKey: 'server.trusted_proxies',
    schema: textList,
    default: 'loopback,linklocal,uniquelocal',
    help: 'Peers whose X-Forwarded-For, -Proto and -Host are believed: names or CIDR ranges.',
    group: 'Server',
  },
  corsOrigins: {
    env: 'FAUCET_SERVER_CORS_ALLOWED_ORIGINS',
    fileKey: 'server.cors.allowed_origins',
    schema: textList,
    default: '*',
    help: 'Origins that browsers may call from.',
    group: 'Server',
  },
  uiEnabled: {
    env: 'FAUCET_SERVER_UI',
    flag: '--ui',
    fileKey: 'server.ui',
    schema: booleanText,
    default: 'true',
    help: 'Accepted; this release has no admin console to serve.',
    group: 'Server',
  },
  queryTimeoutMs: {
    env: 'FAUCET_QUERY_TIMEOUT',
    aliases: ['FAUCET_SERVER_QUERY_TIMEOUT'],
    fileKey: 'server.query_timeout',
    schema: duration,
    default: '30s',
    help: 'Time after which a statement of a request is interrupted; of a stream, the time its next rows may take.',
    group: 'Server',
  },
  dataDir: {
    env: 'FAUCET_DATA_DIR',
    flag: '--data-dir',
    fileKey: 'data_dir',
    schema: optionalText,
    help: 'Directory of the configuration store; ~/.faucet when not set.',
    group: 'Store',
  },
  configDb: {
    env: 'FAUCET_CONFIG_DB',
    fileKey: 'config_db',
    schema: optionalText,
    secret: true,
    help: 'postgres:// URL of a configuration store shared by replicas, instead of the data directory.',
    group: 'Store',
  },
  encryptionKey: {
    env: 'FAUCET_ENCRYPTION_KEY',
    fileKey: 'encryption_key',
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
    secret: true,
    help: 'Encrypts the DSNs at rest.',
    group: 'Store',
  },
  encryptionKeyPrevious: {
    env: 'FAUCET_ENCRYPTION_KEY_PREVIOUS',
    schema: optionalText,
    secret: true,
    help: 'The key before the last change; what it encrypted is encrypted anew at start.',
    group: 'Store',
  },
  auditRetentionMs: {
    env: 'FAUCET_AUDIT_RETENTION',
    fileKey: 'audit.retention',
    schema: duration,
    default: '365d',
    help: 'Age at which audit entries are deleted.',
    group: 'Store',
  },
  jwtSecret: {
    env: 'FAUCET_AUTH_JWT_SECRET',
    aliases: ['FAUCET_JWT_SECRET'],
    fileKey: 'auth.jwt_secret',
    schema: optionalText,
    secret: true,
    help: 'Signs admin sessions; generated once and stored when not set.',
    group: 'Access',
  },
  sessionLifetimeMs: {
    env: 'FAUCET_AUTH_JWT_EXPIRY',
    fileKey: 'auth.jwt_expiry',
    schema: duration.refine((ms) => ms >= 1000, 'must be at least 1s'),
    default: '24h',
    help: 'Lifetime of an admin session.',
    group: 'Access',
  },
  apiKeyHeader: {
    env: 'FAUCET_AUTH_API_KEY_HEADER',
    fileKey: 'auth.api_key_header',
    schema: z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'must be a header name'),
    default: 'X-API-Key',
    help: 'Header that carries an API key.',
    group: 'Access',
  },
  adminEmail: {
    env: 'FAUCET_ADMIN_EMAIL',
    schema: optionalText,
    help: 'With FAUCET_ADMIN_PASSWORD: creates the first admin at start when there is none.',
    group: 'Access',
  },
  adminPassword: {
    env: 'FAUCET_ADMIN_PASSWORD',
    schema: optionalText,
    secret: true,
    help: 'Password of the first admin, at least 8 characters.',
    group: 'Access',
  },
  rateLimitEnabled: {
    env: 'FAUCET_RATE_LIMIT_ENABLED',
    fileKey: 'rate_limit.enabled',
    schema: booleanText,
    default: 'false',
    help: 'Limit the requests of each API key. Each process counts for itself: with N replicas set an Nth of the rate.',
    group: 'Access',
  },
  rateLimitPerSecond: {
    env: 'FAUCET_RATE_LIMIT_REQUESTS_PER_SECOND',
    fileKey: 'rate_limit.requests_per_second',
    schema: integer({ min: 1, max: 1_000_000 }),
    default: '100',
    help: 'Requests per second of each API key, when limiting is on.',
    group: 'Access',
  },
  rateLimitBurst: {
    env: 'FAUCET_RATE_LIMIT_BURST',
    fileKey: 'rate_limit.burst',
    schema: integer({ min: 1, max: 1_000_000 }),
    default: '200',
    help: 'Requests an API key may make at once before the rate counts.',
    group: 'Access',
  },
  openapiPublic: {
    env: 'FAUCET_OPENAPI_PUBLIC',
    fileKey: 'openapi.public',
    schema: booleanText,
    default: 'false',
    help: 'Serve /openapi.json without a credential; it names all tables and columns.',
    group: 'Access',
  },
  metricsToken: {
    env: 'FAUCET_METRICS_TOKEN',
    fileKey: 'metrics.token',
    schema: optionalText,
    secret: true,
    help: 'Bearer token that /metrics asks for; without it the page is open.',
    group: 'Access',
  },
  mcpEnabled: {
    env: 'FAUCET_MCP_ENABLED',
    fileKey: 'mcp.enabled',
    schema: booleanText,
    default: 'true',
    help: 'Serve MCP at /mcp.',
    group: 'Access',
  },
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
});

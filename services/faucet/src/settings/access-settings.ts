import { booleanText, duration, integer } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';

/** Who is let in, how often, and to what. */
export interface AccessSettings {
  readonly jwtSecret: string | undefined;
  readonly sessionLifetimeMs: number;
  readonly apiKeyHeader: string;
  readonly adminEmail: string | undefined;
  readonly adminPassword: string | undefined;
  readonly rateLimitEnabled: boolean;
  readonly rateLimitPerSecond: number;
  readonly rateLimitBurst: number;
  readonly openapiPublic: boolean;
  readonly metricsToken: string | undefined;
  readonly mcpEnabled: boolean;
}

export const accessSettings: SettingsTable<AccessSettings> = {
  jwtSecret: {
    env: 'FAUCET_AUTH_JWT_SECRET',
    aliases: ['FAUCET_JWT_SECRET'],
    fileKey: 'auth.jwt_secret',
    schema: z.string().optional(),
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
    schema: z.string().optional(),
    help: 'With FAUCET_ADMIN_PASSWORD: creates the first admin at start when there is none.',
    group: 'Access',
  },
  adminPassword: {
    env: 'FAUCET_ADMIN_PASSWORD',
    schema: z.string().optional(),
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
    schema: z.string().optional(),
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
};

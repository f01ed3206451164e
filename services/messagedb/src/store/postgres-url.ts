import type { MessageDbSettings } from '../settings.ts';

/** What says where PostgreSQL is. */
export type PostgresUrlSettings = Pick<
  MessageDbSettings,
  'testMode' | 'dbUrl' | 'dbHost' | 'dbPort' | 'dbName' | 'dbUser' | 'dbPassword' | 'dbSslMode'
>;

/** The address of PostgreSQL; undefined when messages are kept elsewhere (contract §2.1). */
export function postgresUrlOf(settings: PostgresUrlSettings): string | undefined {
  const { testMode, dbUrl, dbHost } = settings;
  if (testMode) return undefined;
  if (dbUrl !== undefined) return /^postgres(ql)?:\/\//.test(dbUrl) ? dbUrl : undefined;
  return dbHost === undefined ? undefined : buildUrl(dbHost, settings);
}

function buildUrl(host: string, settings: PostgresUrlSettings): string {
  const { dbPort, dbName, dbUser, dbPassword, dbSslMode } = settings;
  const password = dbPassword === undefined ? '' : `:${encodeURIComponent(dbPassword)}`;
  const credentials = encodeURIComponent(dbUser) + password;
  const database = encodeURIComponent(dbName);
  return `postgres://${credentials}@${hostPart(host)}:${dbPort}/${database}?sslmode=${dbSslMode}`;
}

/** IPv6 stands in brackets. The folder of a Unix socket is encoded; commas are not, to be refused. */
function hostPart(host: string): string {
  if (/^\[.*\]$/.test(host)) return host;
  if (host.includes(':') && !host.startsWith('/')) return `[${host}]`;
  return encodeURIComponent(host).replaceAll('%2C', ',');
}

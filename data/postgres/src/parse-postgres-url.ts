import { userInfo } from 'node:os';

/** What libpq calls sslmode (https://www.postgresql.org/docs/current/libpq-ssl.html). */
export type SslMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** An address in parts. */
export interface PostgresAddress {
  /** A name, an IP address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly sslMode: SslMode;
  /** Paths of PEM files. */
  readonly sslRootCert: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  readonly sslPassword: string | undefined;
  readonly directTls: boolean;
  readonly channelBinding: boolean;
  readonly applicationName: string | undefined;
  readonly connectTimeoutMs: number | undefined;
  /** Settings of the session, such as search_path, as command-line options. */
  readonly options: string | undefined;
}

/** An address that cannot be read; the message names the part and never the password. */
export class PostgresUrlError extends Error {
  override readonly name = 'PostgresUrlError';
}

/** Settings of a session that may stand in the address as parameters. */
const sessionSettings = new Set([
  'idle_in_transaction_session_timeout',
  'lock_timeout',
  'search_path',
  'statement_timeout',
  'timezone',
]);

const connectionParameters = new Set([
  'application_name',
  'channel_binding',
  'connect_timeout',
  'dbname',
  'fallback_application_name',
  'host',
  'options',
  'password',
  'port',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslnegotiation',
  'sslpassword',
  'sslrootcert',
  'user',
]);

/**
 * Reads 'postgres://user:password@host:port/database?sslmode=…' as libpq does. The password may
 * hold any character raw except '?', or percent-encoded. Without a port 5432, without a user the
 * user of the system, without a database the one of the user's name. Throws PostgresUrlError.
 */
export function parsePostgresUrl(url: string): PostgresAddress {
  const parts = /^postgres(?:ql)?:\/\/(?:([^?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url);
  if (parts === null) throw new PostgresUrlError('the address must start with postgres://');
  const [, credentials = '', hostAndPort = '', path = '', query = ''] = parts;
  const parameters = readParameters(query);
  const colon = credentials.indexOf(':');
  const user = decode(colon === -1 ? credentials : credentials.slice(0, colon));
  const password = colon === -1 ? '' : decode(credentials.slice(colon + 1));
  const [host, port] = readHost(hostAndPort);
  const finalUser = parameters.get('user') ?? (user || userInfo().username);
  const address = {
    host: parameters.get('host') ?? (host || 'localhost'),
    port: readPort(parameters.get('port') ?? (port || '5432')),
    user: finalUser,
    password: parameters.get('password') ?? password,
    database: parameters.get('dbname') ?? (decode(path) || finalUser),
    applicationName:
      parameters.get('application_name') ?? parameters.get('fallback_application_name'),
    connectTimeoutMs: readSeconds(parameters.get('connect_timeout')),
    options: readOptions(parameters),
    ...readTls(parameters),
  };
  for (const [name, value] of Object.entries(address)) {
    // The protocol ends its strings with U+0000: the rest would be read as another field.
    if (typeof value === 'string' && value.includes('\0')) {
      throw new PostgresUrlError(`${name} contains U+0000`);
    }
  }
  return address;
}

function readParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!connectionParameters.has(name) && !sessionSettings.has(name.toLowerCase())) {
      throw new PostgresUrlError(
        `unknown parameter ${JSON.stringify(name)}; known: ` +
          [...connectionParameters, ...sessionSettings].toSorted().join(', '),
      );
    }
    parameters.set(name, value);
  }
  return parameters;
}

function readHost(hostAndPort: string): [host: string, port: string] {
  if (hostAndPort.includes(',')) {
    throw new PostgresUrlError('only one host may be named; put a proxy before several servers');
  }
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(hostAndPort);
  if (match === null) throw new PostgresUrlError('the host and port cannot be read');
  return [match[1] ?? decode(match[2] ?? ''), match[3] ?? ''];
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new PostgresUrlError('the port must be a number from 1 to 65535');
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new PostgresUrlError('connect_timeout must be whole seconds');
  // 0 means to wait without end; that is what leaving it out of our own options means, too.
  return Number(text) * 1000 || undefined;
}

type TlsPart = Pick<
  PostgresAddress,
  'sslMode' | 'sslRootCert' | 'sslCert' | 'sslKey' | 'sslPassword' | 'directTls' | 'channelBinding'
>;

const sslModes: Readonly<Record<string, SslMode>> = {
  disable: 'disable',
  // Either is fine to the caller, so the safer is tried first.
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};

function readTls(parameters: ReadonlyMap<string, string>): TlsPart {
  const given = parameters.get('sslmode') ?? 'prefer';
  const sslMode = Object.hasOwn(sslModes, given) ? sslModes[given] : undefined;
  if (sslMode === undefined) {
    throw new PostgresUrlError(`sslmode must be one of ${Object.keys(sslModes).join(', ')}`);
  }
  const sslRootCert = parameters.get('sslrootcert');
  if (sslMode === 'verify-ca' && (sslRootCert === undefined || sslRootCert === 'system')) {
    throw new PostgresUrlError(
      'sslmode=verify-ca needs sslrootcert: with public authorities anybody has a certificate; ' +
        'use verify-full',
    );
  }
  return {
    sslMode,
    sslRootCert: sslRootCert === 'system' ? undefined : sslRootCert,
    sslCert: parameters.get('sslcert'),
    sslKey: parameters.get('sslkey'),
    sslPassword: parameters.get('sslpassword'),
    directTls: readNegotiation(parameters.get('sslnegotiation') ?? 'postgres', sslMode),
    channelBinding: (parameters.get('channel_binding') ?? 'prefer') !== 'disable',
  };
}

function readNegotiation(negotiation: string, sslMode: SslMode): boolean {
  if (negotiation === 'postgres') return false;
  if (negotiation !== 'direct') {
    throw new PostgresUrlError('sslnegotiation must be postgres or direct');
  }
  if (sslMode === 'disable' || sslMode === 'prefer') {
    throw new PostgresUrlError('sslnegotiation=direct needs sslmode=require or stronger');
  }
  return true;
}

/** A setting as an option; spaces and backslashes as the server's own parser wants them. */
export function settingOption(name: string, value: string): string {
  return `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`;
}

function readOptions(parameters: ReadonlyMap<string, string>): string | undefined {
  const options = [...parameters]
    .filter(([name]) => sessionSettings.has(name.toLowerCase()))
    .map(([name, value]) => settingOption(name, value));
  return [parameters.get('options') ?? [], options].flat().join(' ') || undefined;
}

/** A percent sign that starts no escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

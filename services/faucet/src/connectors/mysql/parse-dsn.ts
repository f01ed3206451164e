import { fault } from '../../faults.ts';

/** Whether and how strictly the connection is encrypted. */
export type MysqlTls = 'off' | 'preferred' | 'unverified' | 'verified';

export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  /** A Unix socket instead of host and port. */
  readonly socketPath?: string;
  readonly user: string;
  readonly password: string;
  /** Empty when the DSN names none. */
  readonly database: string;
  readonly tls: MysqlTls;
  readonly connectTimeoutMs?: number;
}

/**
 * Reads `user:password@tcp(host:3306)/db?tls=true`, the same without `tcp` or without brackets, and
 * `mysql://user:password@host:3306/db`. User and password are raw in the first forms and may be
 * percent-encoded in the last. Parameters that only steer the original's driver (`parseTime`,
 * `charset`, `loc`, ...) are accepted and change nothing: text is UTF-8 and times are UTC here.
 * Throws invalid_parameter.
 */
export const parseMysqlDsn = (dsn: string): MysqlAddress => {
  const text = dsn.trim();
  const scheme = /^(mysql|mariadb):\/\//.exec(text)?.[0] ?? '';
  const decode = scheme === '' ? (raw: string): string => raw : decodePercent;
  // The password may hold any of @, / and ?: the last @ before which a place fits ends it.
  const parts = form.exec(text.slice(scheme.length));
  if (parts === null) throw refused('it must look like user:password@tcp(host:3306)/database');
  const [, credentials = '', network = '', inner, plain = '', database = '', query = ''] = parts;
  const colon = credentials.indexOf(':');
  return {
    ...readPlace(network, inner ?? plain),
    user: decode(colon === -1 ? credentials : credentials.slice(0, colon)),
    password: colon === -1 ? '' : decode(credentials.slice(colon + 1)),
    database: decodePercent(database),
    ...readParameters(new URLSearchParams(query)),
  };
};

const form = /^(?:(.*)@)?(?:(\w*)\(([^()]*)\)|([^@/()?]*))(?:\/([^/?]*))?(?:\?([^@]*))?$/s;

const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const readPlace = (
  network: string,
  address: string,
): Pick<MysqlAddress, 'host' | 'port' | 'socketPath'> => {
  if (network === 'unix') return { host: 'localhost', port: 3306, socketPath: address };
  if (network !== 'tcp' && network !== '') throw refused(`the network ${network} is not supported`);
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(address);
  if (parts === null) throw refused('the host and port cannot be read');
  const [, ip, name, port = '3306'] = parts;
  if (Number(port) < 1 || Number(port) > 65_535) throw refused('the port must be 1 to 65535');
  return { host: ip || name || '127.0.0.1', port: Number(port) };
};

const tlsModes: Readonly<Record<string, MysqlTls>> = {
  true: 'verified',
  '1': 'verified',
  'skip-verify': 'unverified',
  preferred: 'preferred',
  false: 'off',
  '0': 'off',
};

const readParameters = (
  parameters: URLSearchParams,
): Pick<MysqlAddress, 'tls' | 'connectTimeoutMs'> => {
  const tls = tlsModes[(parameters.get('tls') ?? 'false').toLowerCase()];
  if (tls === undefined) throw refused('tls must be true, false, skip-verify or preferred');
  const timeout = parameters.get('timeout');
  return { tls, ...(timeout !== null && { connectTimeoutMs: readDuration(timeout) }) };
};

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** `5s`, `500ms`, `1m`. */
const readDuration = (text: string): number => {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const factor = unitsMs[unit];
  if (factor === undefined) throw refused('timeout must be a duration such as 5s');
  return Math.ceil(Number(number) * factor);
};

const refused = (reason: string): Error => fault('invalid_parameter', { parameter: 'dsn', reason });

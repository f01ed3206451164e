import { fault } from '../../faults.ts';

export interface MssqlAddress {
  readonly host: string;
  /** Absent with an instance name, which the SQL Server Browser resolves. */
  readonly port?: number;
  readonly instance?: string;
  readonly user: string;
  readonly password: string;
  /** Of a Windows account (NTLM). */
  readonly domain?: string;
  /** Empty: the user's own default. */
  readonly database: string;
  /** `strict` is TDS 8.0: TLS before anything else. */
  readonly encrypt: boolean | 'strict';
  /** A certificate that nobody vouches for is taken. */
  readonly trustServerCertificate: boolean;
  /** The name the certificate must have, where that is not the host. */
  readonly certificateHost?: string;
  readonly connectTimeoutMs: number;
  readonly readOnlyIntent: boolean;
}

/**
 * Reads `sqlserver://user:password@host:1433?database=app&encrypt=true`, the same with an instance
 * (`sqlserver://user:password@host/SQLEXPRESS?…`) and `server=host;user id=…;password=…;database=…`.
 * Without `encrypt` the connection is encrypted but the certificate is not checked; with
 * `encrypt=true` it must be valid, unless `TrustServerCertificate=true`. Throws invalid_parameter.
 */
export const parseMssqlDsn = (dsn: string): MssqlAddress => {
  const text = dsn.trim();
  const isUrl = /^(sqlserver|mssql):\/\//i.test(text);
  if (!isUrl && !/^\s*[\w ]+\s*=/.test(text)) {
    throw refused('it must look like sqlserver://user:password@host:1433?database=name');
  }
  const { names, ...place } = isUrl ? readUrl(text) : readWords(text);
  if (place.host === '') throw refused('it names no server');
  const { user, password, ...where } = place;
  const [, domain, account = ''] = /^([^\\]*)\\(.*)$/s.exec(user) ?? [undefined, undefined, user];
  const certificateHost = names.get('hostnameincertificate');
  return {
    ...where,
    user: account,
    password,
    ...(domain !== undefined && { domain }),
    database: names.get('database') ?? names.get('initial catalog') ?? '',
    ...readEncryption(names),
    ...(certificateHost !== undefined && { certificateHost }),
    connectTimeoutMs: readTimeout(names),
    readOnlyIntent: /^readonly$/i.test(
      names.get('applicationintent') ?? names.get('application intent') ?? '',
    ),
  };
};

interface Place {
  readonly host: string;
  readonly port?: number;
  readonly instance?: string;
  readonly user: string;
  readonly password: string;
  /** The parameters by their names in small letters. */
  readonly names: ReadonlyMap<string, string>;
}

const urlForm =
  /^\w+:\/\/(?:(.*)@)?(?:\[([^\]]*)\]|([^:/?@]*))(?::(\d{1,5}))?(?:\/([^?]*))?(?:\?(.*))?$/s;

const readUrl = (text: string): Place => {
  const parts = urlForm.exec(text);
  if (parts === null) throw refused('the host and port cannot be read');
  const [, credentials = '', ip, name = '', port, instance = '', query = ''] = parts;
  const colon = credentials.indexOf(':');
  return {
    ...hostAndPort(ip ?? name, port, decodePercent(instance)),
    user: decodePercent(colon === -1 ? credentials : credentials.slice(0, colon)),
    password: colon === -1 ? '' : decodePercent(credentials.slice(colon + 1)),
    names: new Map(
      [...new URLSearchParams(query)].map(([key, value]) => [key.toLowerCase(), value]),
    ),
  };
};

/** The words of ADO connection strings; a value with a semicolon stands in quotes or braces. */
const readWords = (text: string): Place => {
  const names = new Map<string, string>();
  const pair =
    /\s*([\w ]+?)\s*=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|\{([^}]*)\}|([^;]*))\s*(?:;|$)/g;
  for (const [, key = '', double, single, braces, plain = ''] of text.matchAll(pair)) {
    const value =
      double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? braces ?? plain.trim();
    names.set(key.toLowerCase(), value);
  }
  const server = names.get('server') ?? names.get('data source') ?? names.get('addr') ?? '';
  const parts = /^(?:tcp:)?([^\\,:]*)(?:\\([^,]*))?(?:[,:](\d{1,5}))?$/.exec(server);
  if (parts === null) throw refused('the server cannot be read');
  const [, host = '', instance = '', port] = parts;
  return {
    ...hostAndPort(host, names.get('port') ?? port, instance),
    user: names.get('user id') ?? names.get('uid') ?? names.get('user') ?? '',
    password: names.get('password') ?? names.get('pwd') ?? '',
    names,
  };
};

const hostAndPort = (
  name: string,
  port: string | undefined,
  instance: string,
): Pick<Place, 'host' | 'port' | 'instance'> => {
  const host = name === '.' || /^\(local\)$/i.test(name) ? 'localhost' : name;
  if (port === undefined && instance !== '') return { host, instance };
  const number = Number(port ?? 1433);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw refused('the port must be 1 to 65535');
  }
  return { host, port: number };
};

const readEncryption = (
  names: ReadonlyMap<string, string>,
): Pick<MssqlAddress, 'encrypt' | 'trustServerCertificate'> => {
  const word = names.get('encrypt')?.toLowerCase();
  const trust = names.get('trustservercertificate') ?? names.get('trust server certificate');
  if (trust !== undefined && !/^(true|false|yes|no|1|0)$/i.test(trust)) {
    throw refused('TrustServerCertificate must be true or false');
  }
  const isTrusted = trust === undefined ? word === undefined : /^(true|yes|1)$/i.test(trust);
  const encrypt = encryptions[word ?? 'true'];
  if (encrypt === undefined) throw refused('encrypt must be true, false, disable or strict');
  return { encrypt, trustServerCertificate: isTrusted };
};

const encryptions: Readonly<Record<string, boolean | 'strict'>> = {
  true: true,
  yes: true,
  '1': true,
  mandatory: true,
  strict: 'strict',
  false: false,
  no: false,
  '0': false,
  optional: false,
  disable: false,
};

const readTimeout = (names: ReadonlyMap<string, string>): number => {
  const text =
    names.get('connection timeout') ?? names.get('connect timeout') ?? names.get('dial timeout');
  if (text === undefined) return 10_000;
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 300) {
    throw refused('connection timeout must be 1 to 300 seconds');
  }
  return seconds * 1000;
};

const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const refused = (reason: string): Error => fault('invalid_parameter', { parameter: 'dsn', reason });

import { fault } from '../../faults.ts';

/** How the user proves to be one. */
export type SnowflakeProof =
  | { readonly kind: 'password'; readonly password: string }
  /** A key pair: the key is read from the service's `private_key_path`. */
  | { readonly kind: 'key' }
  | { readonly kind: 'token'; readonly token: string; readonly authenticator: string };

export interface SnowflakeAddress {
  readonly account: string;
  /** Instead of the account's own address. */
  readonly host?: string;
  readonly port?: number;
  readonly user: string;
  readonly proof: SnowflakeProof;
  readonly database: string;
  /** The exact name: in capitals unless the DSN has it in double quotes. */
  readonly schema: string;
  readonly warehouse?: string;
  readonly role?: string;
}

/**
 * Reads `user:password@account/database/schema?warehouse=w&role=r`, perhaps with `snowflake://`
 * before it; without a password (`user@account/…`) the service needs a private key, or the DSN a
 * `token` with `authenticator=oauth` or `programmatic_access_token`. Throws invalid_parameter.
 */
export const parseSnowflakeDsn = (dsn: string, hasKey: boolean): SnowflakeAddress => {
  const text = dsn.trim().replace(/^snowflake:\/\//i, '');
  const parts = /^(?:(.*)@)?([^@/?]+)((?:\/[^/?]*){0,2})(?:\?([^@]*))?$/s.exec(text);
  if (parts === null) throw refused(shape);
  const [, credentials = '', place = '', path = '', query = ''] = parts;
  const names = new Map(
    [...new URLSearchParams(query)].map(([key, value]) => [key.toLowerCase(), value]),
  );
  const [, database = '', schema = ''] = path.split('/').map(decodePercent);
  if (database === '') throw refused('it names no database');
  const colon = credentials.indexOf(':');
  const user = decodePercent(colon === -1 ? credentials : credentials.slice(0, colon));
  if (user === '') throw refused('it names no user');
  const password = colon === -1 ? '' : decodePercent(credentials.slice(colon + 1));
  const warehouse = names.get('warehouse');
  const role = names.get('role');
  return {
    ...readPlace(place, names.get('account')),
    user,
    proof: readProof(password, names, hasKey),
    database,
    schema: exactName(schema),
    ...(warehouse !== undefined && { warehouse }),
    ...(role !== undefined && { role }),
  };
};

const shape = 'it must look like user:password@account/database/schema?warehouse=name';

/** Names that stand without quotes mean the one in capitals. */
export const exactName = (name: string): string =>
  /^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name.toUpperCase();

/** `xy12345.eu-central-1`, `org-account`, or a host with the account in the parameters. */
const readPlace = (
  place: string,
  account: string | undefined,
): Pick<SnowflakeAddress, 'account' | 'host' | 'port'> => {
  if (!/^[\w.-]+(:\d{1,5})?$/.test(place)) throw refused(shape);
  const host = place.replace(/:\d+$/, '').toLowerCase();
  const ending = /\.snowflakecomputing\.(com|cn)$/;
  const digits = /:(\d+)$/.exec(place)?.[1];
  const port = digits === undefined ? {} : { port: Number(digits) };
  if (account !== undefined) return { account, host, ...port };
  if (ending.test(host)) return { account: host.replace(ending, ''), host, ...port };
  return { account: place };
};

const readProof = (
  password: string,
  names: ReadonlyMap<string, string>,
  hasKey: boolean,
): SnowflakeProof => {
  const authenticator = names.get('authenticator')?.toUpperCase() ?? '';
  const token = names.get('token');
  if (token !== undefined) {
    return { kind: 'token', token, authenticator: authenticator || 'OAUTH' };
  }
  if (authenticator === 'SNOWFLAKE_JWT' || (password === '' && hasKey)) {
    if (hasKey) return { kind: 'key' };
    throw refused('authenticator=snowflake_jwt needs private_key_path');
  }
  if (!['', 'SNOWFLAKE', 'USERNAME_PASSWORD_MFA'].includes(authenticator)) {
    throw refused(
      'authenticator must be snowflake, snowflake_jwt, oauth or programmatic_access_token',
    );
  }
  if (password === '') throw refused('it has neither a password nor a private key nor a token');
  return { kind: 'password', password };
};

const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const refused = (reason: string): Error => fault('invalid_parameter', { parameter: 'dsn', reason });

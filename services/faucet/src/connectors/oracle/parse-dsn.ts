import { fault } from '../../faults.ts';

export interface OracleAddress {
  readonly user: string;
  readonly password: string;
  /** A connect descriptor in the words of tnsnames.ora. */
  readonly connectString: string;
  /** With TLS: the certificate must name the host. */
  readonly verifiesHost: boolean;
  readonly walletLocation?: string;
  readonly walletPassword?: string;
}

/**
 * Reads `oracle://user:password@host:1521/service`, with `?SID=orcl` instead of a service, `?SSL=true`
 * for TLS (`SSL VERIFY=false` takes any name in the certificate), `?WALLET=folder`, and
 * `?connStr=(DESCRIPTION=…)` for whatever tnsnames.ora can say. Throws invalid_parameter.
 */
export const parseOracleDsn = (dsn: string): OracleAddress => {
  const parts = form.exec(dsn.trim());
  if (parts === null) throw refused('it must look like oracle://user:password@host:1521/service');
  const [, credentials = '', ip, name = '', port = '1521', service = '', query = ''] = parts;
  const names = new Map(
    [...new URLSearchParams(query)].map(([key, value]) => [key.toLowerCase(), value]),
  );
  const colon = credentials.indexOf(':');
  const user = decodePercent(colon === -1 ? credentials : credentials.slice(0, colon));
  if (user === '') throw refused('it names no user');
  const isTls = isYes(names.get('ssl')) || names.get('protocol')?.toLowerCase() === 'tcps';
  const wallet = names.get('wallet');
  const walletPassword = names.get('wallet password');
  return {
    user,
    password: colon === -1 ? '' : decodePercent(credentials.slice(colon + 1)),
    connectString:
      names.get('connstr') ??
      descriptor({ host: ip ?? name, port, service: decodePercent(service), isTls, names }),
    verifiesHost: isTls && !isNo(names.get('ssl verify')),
    ...(wallet !== undefined && { walletLocation: wallet }),
    ...(walletPassword !== undefined && { walletPassword }),
  };
};

const form =
  /^oracle:\/\/(?:(.*)@)?(?:\[([^\]]*)\]|([^:/?@]*))(?::(\d{1,5}))?(?:\/([^?]*))?(?:\?(.*))?$/s;

interface Place {
  readonly host: string;
  readonly port: string;
  readonly service: string;
  readonly isTls: boolean;
  readonly names: ReadonlyMap<string, string>;
}

/** How long connecting may take. */
const connectSeconds = 10;

const descriptor = ({ host, port, service, isTls, names }: Place): string => {
  const sid = names.get('sid');
  if (host === '') throw refused('it names no host');
  if (service === '' && sid === undefined) throw refused('it names no service');
  if (Number(port) < 1 || Number(port) > 65_535) throw refused('the port must be 1 to 65535');
  const database = sid === undefined ? `(SERVICE_NAME=${plain(service)})` : `(SID=${plain(sid)})`;
  const address = `(ADDRESS=(PROTOCOL=${isTls ? 'TCPS' : 'TCP'})(HOST=${plain(host)})(PORT=${port}))`;
  return `(DESCRIPTION=(TRANSPORT_CONNECT_TIMEOUT=${connectSeconds})${address}(CONNECT_DATA=${database}))`;
};

/** Whatever has a meaning in a descriptor could bring other parts into it. */
const plain = (text: string): string => {
  if (/^[\w.$#:-]+$/.test(text)) return text;
  throw refused('host and service take letters, digits, dots, hyphens, _, $ and #');
};

const isYes = (text: string | undefined): boolean => /^(true|enable|yes|1|on)$/i.test(text ?? '');

const isNo = (text: string | undefined): boolean => /^(false|disable|no|0|off)$/i.test(text ?? '');

const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const refused = (reason: string): Error => fault('invalid_parameter', { parameter: 'dsn', reason });

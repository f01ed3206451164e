import { parsePostgresUrl, postgresErrorCode } from '@aquifer/postgres';
import { isFault } from '@aquifer/service';
import { fault } from '../../faults.ts';
import { storeFailure } from './store-failure.ts';

/**
 * The Fault of a connection that could not be made, for an operator: it says where, and why.
 * `store_unreachable` may pass by itself; `store_unreadable` will not, whoever tries again.
 */
export function connectFailure(error: unknown, url: string): unknown {
  const address = addressOf(url);
  const refusal = refusals[postgresErrorCode(error) ?? ''] ?? tlsRefusal(error);
  if (refusal !== undefined) {
    const reason = `PostgreSQL at ${address} ${refusal}`;
    return fault('store_unreadable', { reason }, { cause: error });
  }
  const failure = storeFailure(error);
  if (!isFault(failure) || failure.code !== 'store_unavailable') return failure;
  const reason = codesOf(failure).map((code) => reasons[code]);
  const why = reason.find((sentence) => sentence !== undefined) ?? 'it does not answer';
  return fault('store_unreachable', { address, reason: why }, { cause: error });
}

function addressOf(url: string): string {
  const { host, port } = parsePostgresUrl(url);
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const refusals: Readonly<Record<string, string | undefined>> = {
  authentication: 'refuses the user or password',
  no_such_database: 'does not have the database',
};

/** By the codes of the system and of PostgreSQL. */
const reasons: Readonly<Record<string, string | undefined>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there',
  ENOENT: 'there is no such socket',
  ECONNRESET: 'it closed the connection',
  '53300': 'it has no connection left',
  '57P03': 'it is starting up, or shutting down',
};

/** What is wrong with TLS is wrong in a setting or in a certificate, and stays so. */
function tlsRefusal(error: unknown): string | undefined {
  if (chainOf(error).some(({ message }) => /does not support SSL connections/.test(message))) {
    return 'does not offer TLS, which the sslmode demands';
  }
  const code = codesOf(error).find((one) => tlsCode.test(one));
  if (code === undefined) return undefined;
  return code.startsWith('ERR_SSL_')
    ? `and we do not agree on TLS (${code})`
    : `has a certificate that is not trusted (${code})`;
}

/** Of OpenSSL when it checks a certificate, and of Node where it speaks TLS. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_)/;

const codesOf = (error: unknown): readonly string[] =>
  chainOf(error).flatMap((one) => ('code' in one ? String(one.code) : []));

/** The error and what caused it. */
function chainOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : [];
}

import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { type PostgresAddress, PostgresUrlError } from './parse-postgres-url.ts';

/**
 * How TLS is checked, by sslmode as libpq means it: `prefer` and `require` encrypt without asking
 * who answers, except that `require` with a root certificate checks it; `verify-ca` wants the
 * certificate signed by that root, `verify-full` also made out for the host. False for `disable`.
 * Reads the named PEM files; throws PostgresUrlError when one cannot be read.
 */
export function tlsOptions(address: PostgresAddress): false | ConnectionOptions {
  if (address.sslMode === 'disable') return false;
  const ca = readPem('sslrootcert', address.sslRootCert);
  const cert = readPem('sslcert', address.sslCert);
  const key = readPem('sslkey', address.sslKey);
  const checksAuthority = address.sslMode.startsWith('verify') || ca !== undefined;
  return {
    rejectUnauthorized: checksAuthority,
    ...(address.sslMode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(address.sslPassword === undefined ? {} : { passphrase: address.sslPassword }),
  };
}

function readPem(parameter: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PostgresUrlError(`the file of ${parameter} cannot be read`, { cause });
  }
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate that signs itself, as files. */
export interface Certificate {
  readonly certificatePath: string;
  readonly keyPath: string;
  /** For clients that are to trust it. */
  readonly ca: string;
}

/** Makes a certificate of a host name with the `openssl` program, in an existing folder. */
export function makeCertificate(folder: string, host: string, openssl = 'openssl'): Certificate {
  const certificatePath = join(folder, 'host.crt');
  const keyPath = join(folder, 'host.key');
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2';
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const files = ['-keyout', keyPath, '-out', certificatePath];
  execFileSync(openssl, [...request.split(' '), ...subject, ...files], { stdio: 'ignore' });
  return { certificatePath, keyPath, ca: readFileSync(certificatePath, 'utf8') };
}

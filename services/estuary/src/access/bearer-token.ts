import { AuthenticationError } from './authentication-error.ts';

/** RFC 6750 §2.1; the scheme in any case (RFC 9110 §11.1). */
const SCHEME = /^bearer(?: +|$)/i;

/** The token of an Authorization header; throws `missing` or `malformed`. */
export function bearerToken(header: string | undefined): string {
  if (header === undefined) throw new AuthenticationError('missing');
  const scheme = SCHEME.exec(header)?.[0];
  const token = scheme === undefined ? '' : header.slice(scheme.length).trimEnd();
  if (token === '') throw new AuthenticationError('malformed');
  return token;
}

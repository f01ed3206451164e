import { hash } from 'node:crypto';
import type { Caller } from '../access/caller.ts';

/** Longer ones are told apart by a digest: a limiter remembers many of them. */
const LENGTH_MAX = 64;

/**
 * Under what name requests of a caller are counted: its subject, which is unique for its issuer only
 * (RFC 7519 §4.1.2). Undefined for one whose token names none. Never equals an address.
 */
export function subjectKey({ subject, claims }: Caller): string | undefined {
  if (subject === undefined) return undefined;
  const { iss } = claims;
  const key = `sub:${JSON.stringify([typeof iss === 'string' ? iss : null, subject])}`;
  return key.length > LENGTH_MAX ? `sub#${hash('sha256', key, 'base64')}` : key;
}

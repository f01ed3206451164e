import { hashApiKey, TokenError } from '@aquifer/auth';
import { fault } from '../faults.ts';
import type { Caller } from './caller.ts';
import type { DirectorySnapshot } from './directory-snapshot.ts';
import type { SessionTokens } from './session-tokens.ts';

/** Values of the two headers, as they came. */
export interface Credentials {
  readonly apiKey?: string | undefined;
  readonly authorization?: string | undefined;
}

const BEARER = 'Bearer ';

/**
 * Who these credentials belong to (contract §6). The key decides when both are
 * given. A key is answered at once. Throws credentials_missing, key_invalid,
 * token_invalid.
 */
export function identify(
  snapshot: DirectorySnapshot,
  credentials: Credentials,
  tokens: SessionTokens,
  now: number,
): Caller | Promise<Caller> {
  const { apiKey, authorization } = credentials;
  if (apiKey) return identifyKey(snapshot, apiKey, now);
  // The word is compared with its case, as the original does.
  if (authorization?.startsWith(BEARER)) {
    return identifyAdmin(snapshot, authorization.slice(BEARER.length), tokens);
  }
  throw fault('credentials_missing');
}

type KeyCaller = Caller & { readonly kind: 'key' };

/** Keys that were right once, by their text, since hashing costs more than finding. Nobody else's text gets in. */
const known = new WeakMap<DirectorySnapshot, Map<string, KeyCaller>>();

function identifyKey(snapshot: DirectorySnapshot, raw: string, now: number): Caller {
  const caller = known.get(snapshot)?.get(raw) ?? recognize(snapshot, raw);
  if (caller === undefined || hasExpired(caller.key.expiresAt, now)) throw fault('key_invalid');
  return caller;
}

function recognize(snapshot: DirectorySnapshot, raw: string): KeyCaller | undefined {
  const caller = snapshot.keyCallers.get(hashApiKey(raw));
  if (caller === undefined) return undefined;
  const callers = known.get(snapshot) ?? new Map<string, KeyCaller>();
  known.set(snapshot, callers.set(raw, caller));
  return caller;
}

function hasExpired(expiresAt: Date | undefined, now: number): boolean {
  return expiresAt !== undefined && expiresAt.getTime() <= now;
}

async function identifyAdmin(
  snapshot: DirectorySnapshot,
  token: string,
  tokens: SessionTokens,
): Promise<Caller> {
  const { adminId, issuedAt } = await verified(token, tokens);
  const admin = snapshot.admins.get(adminId);
  const accepted =
    admin !== undefined &&
    admin.isActive &&
    issuedAt >= admin.sessionsValidFrom &&
    !(snapshot.endedSessions.size > 0 && snapshot.endedSessions.has(hashSessionToken(token)));
  if (!accepted) throw fault('token_invalid');
  return { kind: 'admin', admin };
}

async function verified(token: string, tokens: SessionTokens): ReturnType<SessionTokens['verify']> {
  try {
    return await tokens.verify(token);
  } catch (error) {
    if (error instanceof TokenError) throw fault('token_invalid', {}, { cause: error });
    throw error;
  }
}

/** Under which an ended session is remembered: the token itself must not lie in the store. */
export function hashSessionToken(token: string): string {
  return hashApiKey(token);
}

/** The token of an Authorization header; undefined when there is none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization?.startsWith(BEARER) ? authorization.slice(BEARER.length) : undefined;
}

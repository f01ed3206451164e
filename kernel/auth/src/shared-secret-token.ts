import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { errors, SignJWT } from 'jose';
import { checkToken, checkTokenForm, toTokenError } from './check-token.ts';
import { CACHE_MAX, createTokenCache } from './token-cache.ts';
import { checkTokenRules } from './token-rules.ts';
import type { Claims, TokenRules, TokenVerifier } from './token-rules.ts';

/** How to sign a token with a shared secret. */
export interface SignTokenOptions {
  readonly secret: string;
  /** `exp` = `iat` + this, in seconds. */
  readonly lifetimeSeconds: number;
  readonly issuer?: string;
  readonly audience?: string | readonly string[];
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
}

/** How to check tokens signed with a shared secret. */
export interface SharedSecretRules extends TokenRules {
  /** Accepted secrets: the current one, and during a rotation the previous one too. */
  readonly secrets: readonly string[];
}

/** The one algorithm (RFC 7518 §3.2); a token does not choose how it is checked. */
const ALGORITHM = 'HS256';

/** Signs claims as a compact JWT. Throws a plain Error for an empty secret or a lifetime below 1 s. */
export async function signToken(
  claims: Readonly<Record<string, unknown>>,
  options: SignTokenOptions,
): Promise<string> {
  const { secret, lifetimeSeconds, issuer, audience, now = Date.now } = options;
  if (!(lifetimeSeconds >= 1)) throw new Error('lifetimeSeconds: at least 1');
  const issuedAt = Math.floor(now() / 1000);
  const token = new SignJWT({ ...claims })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + Math.floor(lifetimeSeconds));
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) {
    token.setAudience(typeof audience === 'string' ? audience : [...audience]);
  }
  return token.sign(toKey(secret));
}

/**
 * Checks one token: HS256 and nothing else, `exp` required, issuer and audience by the rules.
 * Throws TokenError. A server uses {@link createTokenVerifier}, which remembers good tokens.
 */
export async function verifyToken(token: string, rules: SharedSecretRules): Promise<Claims> {
  return verifyWithKeys(token, toKeys(rules), rules);
}

/** A verifier that remembers up to `cacheMax` (10 000) good tokens until they expire. */
export function createTokenVerifier(
  rules: SharedSecretRules & { readonly cacheMax?: number },
): TokenVerifier {
  const keys = toKeys(rules);
  const cache = createTokenCache(rules.cacheMax ?? CACHE_MAX, rules.now ?? Date.now);
  return { verify: (token) => cache.get(token) ?? verifyAndRemember(token) };

  async function verifyAndRemember(token: string): Promise<Claims> {
    const claims = await verifyWithKeys(token, keys, rules);
    cache.set(token, claims);
    return claims;
  }
}

async function verifyWithKeys(
  token: string,
  keys: readonly KeyObject[],
  rules: TokenRules,
): Promise<Claims> {
  checkTokenForm(token);
  let failure: unknown;
  for (const key of keys) {
    try {
      return await checkToken(token, key, { ...rules, algorithms: [ALGORITHM] });
    } catch (error) {
      failure = error;
      // Another secret can only help against a wrong signature.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw toTokenError(failure);
}

function toKeys(rules: SharedSecretRules): KeyObject[] {
  checkTokenRules(rules);
  if (rules.secrets.length === 0) throw new Error('secrets: list at least one');
  return rules.secrets.map((secret) => toKey(secret));
}

function toKey(secret: string): KeyObject {
  if (secret === '') throw new Error('secret: must not be empty');
  return createSecretKey(secret, 'utf8');
}

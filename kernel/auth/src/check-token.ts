import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { CryptoKey, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { TokenError } from './token-error.ts';
import type { Claims, TokenRules } from './token-rules.ts';

/** More than any real token; bounds the work a stranger can cause. */
const TOKEN_CHARACTERS_MAX = 16 * 1024;

/** A compact JWS (RFC 7515 §3.1): three parts of base64url, and a signature that is not empty. */
const COMPACT_FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** What verifies a signature: a key, or a function that finds it by the token's header. */
export type VerificationKey = CryptoKey | KeyObject | JWTVerifyGetKey;

/** Refuses what cannot be a token before any work is done on it. */
export function checkTokenForm(token: string): void {
  if (token.length > TOKEN_CHARACTERS_MAX) {
    throw new TokenError(
      'token_invalid',
      `token is longer than ${TOKEN_CHARACTERS_MAX} characters`,
    );
  }
  if (!COMPACT_FORM.test(token)) {
    throw new TokenError('token_invalid', 'token is not a signed JWT in compact form');
  }
  if (!token.split('.').every((part) => isCanonical(part))) {
    throw new TokenError('token_invalid', 'token is not in strict base64url');
  }
}

/** Bits that decoders throw away (RFC 4648 §3.5) would give one token many texts. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

/**
 * Checks signature, algorithm, times, issuer and audience (RFC 7519 §7.2, RFC 8725). Throws what
 * jose throws, for the caller to look at, except that extensions (`crit`) are always refused.
 */
export async function checkToken(
  token: string,
  key: VerificationKey,
  rules: TokenRules & { readonly algorithms: readonly string[] },
): Promise<Claims> {
  const { payload } = await jwtVerify<Record<string, unknown>>(
    token,
    (header, jws) => {
      if ('crit' in header) throw new TokenError('token_invalid', 'token has a critical extension');
      return typeof key === 'function' ? key(header, jws) : key;
    },
    joseOptions(rules),
  );
  // `exp` is among the required claims and jose checked its type.
  return Object.freeze(payload) as unknown as Claims;
}

/** A TokenError for whatever went wrong while a token was checked. */
export function toTokenError(cause: unknown): TokenError {
  if (cause instanceof TokenError) return cause;
  if (cause instanceof errors.JWTExpired) {
    return new TokenError('token_expired', 'token has expired', { cause });
  }
  // jose's sentences name claims and rules, never values.
  const reason = cause instanceof errors.JOSEError ? cause.message : 'token cannot be checked';
  return new TokenError('token_invalid', reason, { cause });
}

function joseOptions(
  rules: TokenRules & { readonly algorithms: readonly string[] },
): JWTVerifyOptions {
  const { issuers, audiences, clockToleranceSeconds = 0, now = Date.now } = rules;
  return {
    algorithms: [...rules.algorithms],
    requiredClaims: ['exp'],
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(now()),
    ...(issuers === undefined ? {} : { issuer: [...issuers] }),
    ...(audiences === undefined ? {} : { audience: [...audiences] }),
  };
}

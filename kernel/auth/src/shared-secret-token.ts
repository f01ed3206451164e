import { SignJWT } from 'jose';
import type { Claims, TokenRules, TokenVerifier } from './token-rules.ts';

/** How to sign a token with a shared secret. */
export interface SignTokenOptions {
  readonly secret: string;
  /** Lifetime in seconds: `exp` = `iat` + this. */
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

/** Signs claims as a compact JWT with HS256 (RFC 7515, RFC 7518 §3.2). */
export async function signToken(
  claims: Readonly<Record<string, unknown>>,
  options: SignTokenOptions,
): Promise<string> {
  return new SignJWT({ ...claims }).sign(new TextEncoder().encode(options.secret));
}

/**
 * Checks one token: HS256 and nothing else, `exp` required, issuer and audience by the rules.
 * Throws TokenError. A server uses {@link createTokenVerifier}, which remembers good tokens.
 */
export async function verifyToken(token: string, rules: SharedSecretRules): Promise<Claims> {
  throw new Error(`not written: ${token.length}${rules.secrets.length}`);
}

/** A verifier that remembers up to `cacheMax` (10 000) good tokens until they expire. */
export function createTokenVerifier(
  rules: SharedSecretRules & { readonly cacheMax?: number },
): TokenVerifier {
  return { verify: (token) => verifyToken(token, rules) };
}

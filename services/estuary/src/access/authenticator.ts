import { createJwksVerifier, createTokenVerifier, TokenError } from '@aquifer/auth';
import type { Claims, JwksVerifier, TokenVerifier } from '@aquifer/auth';

/** Who asks, by a token that was checked. */
export interface Caller {
  readonly subject: string | undefined;
  readonly claims: Claims;
}

export type AuthErrorKind = 'missing' | 'malformed' | 'invalid' | 'expired' | 'unavailable';

/** A request that is not let in. */
export class AuthError extends Error {
  override readonly name: string = 'AuthError';
  readonly kind: AuthErrorKind;

  constructor(kind: AuthErrorKind, options?: { readonly cause?: unknown }) {
    super(`token ${kind}`, options);
    this.kind = kind;
  }
}

export interface Authenticator {
  /** Throws AuthError; at once for a token that was checked before. */
  authenticate(authorization: string | undefined): Caller | Promise<Caller>;
}

const kinds = {
  token_expired: 'expired',
  token_invalid: 'invalid',
  keys_unavailable: 'unavailable',
} as const;

export { createJwksVerifier, createTokenVerifier, kinds, TokenError };
export type { JwksVerifier, TokenVerifier };

import { createTokenVerifier, readTokenHeader, TokenError } from '@aquifer/auth';
import type { TokenRules, TokenVerifier } from '@aquifer/auth';
import type { Log } from '@aquifer/service';
import { AuthenticationError } from './authentication-error.ts';
import type { AuthenticationFailure } from './authentication-error.ts';
import { bearerToken } from './bearer-token.ts';
import { callerOf } from './caller.ts';
import type { Caller } from './caller.ts';
import { openKeySets } from './key-sets.ts';
import type { JwksResult, KeySetOptions } from './key-sets.ts';

/** What tokens are accepted; at least one of `jwks` and `secrets` is needed (contract §9). */
export interface AuthenticatorOptions {
  readonly jwks?: KeySetOptions | undefined;
  /** JWT_SECRET and, while it is being rotated, JWT_SECRET_PREVIOUS. */
  readonly secrets?: readonly string[] | undefined;
  /** `aud` must hold one of these; without any it is not looked at. */
  readonly audiences?: readonly string[] | undefined;
  /** `iss` must be one of these; without any it is not looked at. */
  readonly issuers?: readonly string[] | undefined;
  readonly log: Log;
  readonly onFailure: (reason: AuthenticationFailure) => void;
  /** Told of each look-up of a key set, and of each fetch that failed. */
  readonly onJwks: (result: JwksResult) => void;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
}

/** Finds out who makes a request. */
export interface Authenticator {
  /**
   * By the Authorization header: at once if its token was verified before. Throws, or rejects with,
   * AuthenticationError.
   */
  authenticate(authorizationHeader: string | undefined): Caller | Promise<Caller>;
  /** From now on these are accepted, and no token of another one. At least one unless there are key sets. */
  useSecrets(secrets: readonly string[]): void;
  /** Begins to fetch the key sets; resolves when that is over, well or not. Never rejects. */
  start(): Promise<void>;
  close(): void;
}

const CLOCK_TOLERANCE_SECONDS = 60;

/** Throws a plain Error if the options cannot work. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { log, onFailure } = options;
  const rules = tokenRules(options);
  const keySets = options.jwks && openKeySets(options.jwks, rules, options);
  const choose = (secrets: readonly string[] | undefined): ((token: string) => TokenVerifier) =>
    chooseVerifier(keySets?.verifier, secretVerifier(secrets, rules));
  let verifierOf = choose(options.secrets);

  return {
    authenticate(header) {
      try {
        const token = bearerToken(header);
        const claims = verifierOf(token).verify(token);
        return claims instanceof Promise ? claims.then(callerOf, refuse) : callerOf(claims);
      } catch (error) {
        return refuse(error);
      }
    },
    useSecrets(secrets) {
      verifierOf = choose(secrets);
    },
    start: async () => keySets?.verifier.preload(),
    close: () => keySets?.close(),
  };

  function refuse(cause: unknown): never {
    const error = toAuthenticationError(cause);
    onFailure(error.reason);
    // Its words hold nothing of the token.
    if (error.cause instanceof Error) log.debug({ reason: error.cause.message }, 'token refused');
    throw error;
  }
}

const REASON_BY_CODE = {
  token_invalid: 'invalid',
  token_expired: 'expired',
  keys_unavailable: 'unavailable',
} as const;

function toAuthenticationError(cause: unknown): AuthenticationError {
  if (cause instanceof AuthenticationError) return cause;
  if (cause instanceof TokenError)
    return new AuthenticationError(REASON_BY_CODE[cause.code], cause);
  throw cause;
}

function tokenRules({ audiences = [], issuers = [], now }: AuthenticatorOptions): TokenRules {
  return {
    clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
    ...(audiences.length > 0 && { audiences }),
    ...(issuers.length > 0 && { issuers }),
    ...(now !== undefined && { now }),
  };
}

function secretVerifier(
  secrets: readonly string[] = [],
  rules: TokenRules,
): TokenVerifier | undefined {
  return secrets.length === 0 ? undefined : createTokenVerifier({ ...rules, secrets });
}

/**
 * Who checks a token, by the algorithm it names. That decides nothing else: neither of the two
 * accepts an algorithm of the other.
 */
function chooseVerifier(
  byKeySet: TokenVerifier | undefined,
  bySecret: TokenVerifier | undefined,
): (token: string) => TokenVerifier {
  if (byKeySet !== undefined && bySecret !== undefined) {
    return (token) => (readTokenHeader(token)?.alg === 'HS256' ? bySecret : byKeySet);
  }
  const only = byKeySet ?? bySecret;
  if (only === undefined) throw new Error('authentication needs key sets or a secret');
  return () => only;
}

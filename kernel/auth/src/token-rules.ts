/** What a token says, after its signature and its times were checked. Frozen, since it is shared. */
export type Claims = Readonly<Record<string, unknown>> & {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string | readonly string[];
  readonly jti?: string;
  /** Seconds since 1970; always there, since a token without it is refused. */
  readonly exp: number;
  readonly nbf?: number;
  readonly iat?: number;
};

/** What is required of every token, whoever signed it. */
export interface TokenRules {
  /** Accepted values of `iss`, compared exactly; without it `iss` is not looked at. */
  readonly issuers?: readonly string[];
  /** `aud` must contain one of these; without it `aud` is not looked at. */
  readonly audiences?: readonly string[];
  /** Allowed difference between clocks, in seconds; 0 by default. */
  readonly clockToleranceSeconds?: number;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
}

/** Checks tokens of one kind. */
export interface TokenVerifier {
  /**
   * Returns the claims of a good token: at once if it was verified before, else by a promise, which
   * is rejected with `TokenError`.
   */
  verify(token: string): Claims | Promise<Claims>;
}

/**
 * Throws a plain Error if a list of accepted values is empty: it would refuse every token, and
 * whoever configured it wanted either no rule or some values.
 */
export function checkTokenRules(rules: TokenRules): void {
  if (rules.issuers?.length === 0) throw new Error('issuers: list at least one or leave it out');
  if (rules.audiences?.length === 0)
    throw new Error('audiences: list at least one or leave it out');
}

/** Why nobody could be authenticated: the `reason` of the metric `auth_failures_total` (contract §15). */
export type AuthenticationFailure = 'missing' | 'malformed' | 'invalid' | 'expired' | 'unavailable';

/** What the client is told (contract §9.2). */
const SENTENCES: Readonly<Record<AuthenticationFailure, string>> = {
  missing: 'Authentication required',
  malformed: 'Invalid authorization header format',
  invalid: 'Invalid authentication token',
  expired: 'Token has expired',
  unavailable: 'Authentication service unavailable',
};

/** A request without a caller. Its message is for the client; its cause says more, for the log. */
export class AuthenticationError extends Error {
  override readonly name: string = 'AuthenticationError';
  readonly reason: AuthenticationFailure;

  constructor(reason: AuthenticationFailure, cause?: unknown) {
    super(SENTENCES[reason], { cause });
    this.reason = reason;
  }
}

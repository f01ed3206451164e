import type { Claims } from '@aquifer/auth';

/** Who makes a request, by a token that was verified. */
export interface Caller {
  /** `sub`, which a token need not have. */
  readonly subject: string | undefined;
  readonly claims: Claims;
}

/** The caller that claims speak of. */
export function callerOf(claims: Claims): Caller {
  // Nothing has checked its type.
  const subject: unknown = claims.sub;
  return { subject: typeof subject === 'string' ? subject : undefined, claims };
}

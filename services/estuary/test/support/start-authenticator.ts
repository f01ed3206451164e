import { createLog } from '@aquifer/service';
import { onTestFinished } from 'vitest';
import { AuthenticationError } from '../../src/access/authentication-error.ts';
import { createAuthenticator } from '../../src/access/authenticator.ts';
import type { Authenticator, AuthenticatorOptions } from '../../src/access/authenticator.ts';
import type { Caller } from '../../src/access/caller.ts';

/** What the contract accepts unless an operator says less (§2). */
export const ALGORITHMS = 'RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,EdDSA'.split(',');

export interface StartedAuthenticator extends Authenticator {
  readonly failures: string[];
  readonly lookups: string[];
  readonly lines: Record<string, unknown>[];
  /** What becomes of a token: `accepted`, or the reason why it is not. */
  verdict(token: string): Promise<string>;
}

/** An authenticator for the keys at some addresses, closed when the test ends. */
export function startAuthenticator(
  urls: readonly string[] = [],
  options: Partial<AuthenticatorOptions> = {},
): StartedAuthenticator {
  const failures: string[] = [];
  const lookups: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const authenticator = createAuthenticator({
    jwks: urls.length === 0 ? undefined : { urls, cacheSeconds: 3600, algorithms: ALGORITHMS },
    log: createLog({ level: 'trace', format: 'json', destination }),
    onFailure: (reason) => failures.push(reason),
    onJwks: (result) => lookups.push(result),
    ...options,
  });
  onTestFinished(() => authenticator.close());
  return {
    ...authenticator,
    failures,
    lookups,
    lines,
    verdict: (token) => outcomeOf(() => authenticator.authenticate(`Bearer ${token}`)),
  };
}

/** `accepted`, or why nobody was authenticated. */
export async function outcomeOf(run: () => Caller | Promise<Caller>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof AuthenticationError) return error.reason;
    throw error;
  }
  return 'accepted';
}

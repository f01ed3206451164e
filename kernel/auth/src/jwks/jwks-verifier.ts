import { errors } from 'jose';
import { checkTokenForm, toTokenError } from '../check-token.ts';
import { CACHE_MAX, createTokenCache } from '../token-cache.ts';
import { TokenError } from '../token-error.ts';
import { readTokenHeader } from '../token-header.ts';
import { checkTokenRules } from '../token-rules.ts';
import type { Claims, TokenRules, TokenVerifier } from '../token-rules.ts';
import { toKeySet } from './key-set.ts';
import type { KeySet } from './key-set.ts';
import { openRemoteKeySet } from './remote-key-set.ts';
import type { JwksEvent, RemoteKeySet } from './remote-key-set.ts';
import { verifyWithKeySet } from './verify-with-key-set.ts';

/** A key set at an address, or one that is given (`{ keys: [...] }`, RFC 7517 §5). */
export type JwksSource = JwksIssuers & ({ readonly url: string } | { readonly document: object });

interface JwksIssuers {
  /**
   * Issuers whose tokens these keys may sign; without it, the verifier's. With several providers
   * name them here, or each of them could sign in the name of the others.
   */
  readonly issuers?: readonly string[];
}

/** How a verifier gets keys and what it accepts. Times in milliseconds. */
export interface JwksVerifierOptions extends TokenRules {
  /** Searched in order; one that is down does not disturb the others. */
  readonly sources: readonly JwksSource[];
  /** Accepted values of `alg`: asymmetric ones only. */
  readonly algorithms: readonly string[];
  /** How many good tokens are remembered until they expire, at most; half of them for sure. Default 10 000. */
  readonly cacheMax?: number;
  /** Age after which a key set is fetched anew in the background; 1 h by default. */
  readonly freshMs?: number;
  /** Age after which a key set that could not be fetched anew is given up; 24 h by default. */
  readonly staleMs?: number;
  /** Least time between two fetches of one address for unknown keys, or after a failure; 5 s. */
  readonly cooldownMs?: number;
  /** Time for one fetch; 5 s by default. */
  readonly timeoutMs?: number;
  /** Told of every look-up and fetch of a key set, for metrics and logs. */
  readonly observe?: (event: JwksEvent) => void;
}

/** A verifier whose keys come from identity providers. */
export interface JwksVerifier extends TokenVerifier {
  /** Fetches all key sets now; never throws, since a provider may come up later. */
  preload(): Promise<void>;
  /** Ends fetches under way. */
  close(): void;
}

/** Asymmetric signatures (RFC 7518, RFC 8037). HMAC is absent: published keys are no secrets. */
const ASYMMETRIC = /^((RS|PS)(256|384|512)|ES(256|384|512)|EdDSA|Ed25519)$/;

const HOUR_MS = 3_600_000;

/** A source with what its tokens must satisfy. */
interface OpenSource {
  readonly rules: TokenRules & { readonly algorithms: readonly string[] };
  readonly keySet: () => KeySet | undefined;
  readonly remote?: RemoteKeySet;
}

/**
 * Creates a verifier for tokens signed by holders of published keys (RFC 7517). A token names its
 * key (`kid`); one that no set knows makes the sets be fetched once more, so that a provider may
 * rotate its keys at any time. Throws a plain Error if the options cannot work.
 */
export function createJwksVerifier(options: JwksVerifierOptions): JwksVerifier {
  checkOptions(options);
  const cache = createTokenCache(options.cacheMax ?? CACHE_MAX, options.now ?? Date.now);
  // Counts how often keys went away, to notice it while a token is being checked.
  let keysGone = 0;
  const onKeyGone = (): void => {
    keysGone += 1;
    cache.clear();
  };
  const sources = options.sources.map((source) => openSource(source, options, onKeyGone));
  const remotes = sources.map(({ remote }) => remote).filter((remote) => remote !== undefined);

  return {
    verify(token) {
      // Before the cache, which would keep the sets from ever being renewed.
      for (const remote of remotes) remote.keepFresh();
      return cache.get(token) ?? verifyAndRemember(token);
    },
    async preload() {
      await Promise.all(remotes.map((remote) => remote.preload()));
    },
    close() {
      for (const remote of remotes) remote.close();
    },
  };

  async function verifyAndRemember(token: string): Promise<Claims> {
    checkTokenForm(token);
    checkHeader(token, options.algorithms);
    const keysGoneBefore = keysGone;
    const claims = (await search(token)) ?? (await searchAnew(token));
    if (keysGone === keysGoneBefore) cache.set(token, claims);
    return claims;
  }

  /** The claims; undefined if no set has the token's key. Throws TokenError. */
  async function search(token: string): Promise<Claims | undefined> {
    const failures: unknown[] = [];
    for (const source of sources) {
      try {
        return await verifyBy(source, token);
      } catch (error) {
        // Two providers may use one name for different keys, so a refusal is not the end.
        failures.push(error);
      }
    }
    return throwRefusal(failures);
  }

  /** Whoever has the key now decides: a provider that hangs does not delay the tokens of others. */
  async function searchAnew(token: string): Promise<Claims> {
    const attempts = sources.map(async (source) => {
      await source.remote?.refetch();
      return verifyBy(source, token);
    });
    try {
      return await Promise.any(attempts);
    } catch (error) {
      throwRefusal((error as AggregateError).errors);
    }
    if (sources.every((source) => source.keySet() === undefined)) {
      throw new TokenError('keys_unavailable', 'no key set could be fetched yet');
    }
    throw new TokenError('token_invalid', 'token is signed with an unknown key');
  }
}

/** Throws jose's errors; JWKSNoMatchingKey also where no set is known. */
async function verifyBy({ keySet, rules }: OpenSource, token: string): Promise<Claims> {
  const known = keySet();
  if (known === undefined) throw new errors.JWKSNoMatchingKey();
  return verifyWithKeySet(token, known, rules);
}

/** Throws the first failure that says more than that a key is unknown, if there is one. */
function throwRefusal(failures: readonly unknown[]): undefined {
  const refusal = failures.find((failure) => !(failure instanceof errors.JWKSNoMatchingKey));
  if (refusal !== undefined) throw toTokenError(refusal);
}

function openSource(
  source: JwksSource,
  options: JwksVerifierOptions,
  onKeyGone: () => void,
): OpenSource {
  const issuers = source.issuers ?? options.issuers;
  const rules = { ...options, ...(issuers === undefined ? {} : { issuers }) };
  if ('document' in source) {
    const keySet = toKeySet(source.document);
    return { rules, keySet: () => keySet };
  }
  const remote = openRemoteKeySet(source.url, {
    freshMs: options.freshMs ?? HOUR_MS,
    staleMs: options.staleMs ?? 24 * HOUR_MS,
    cooldownMs: options.cooldownMs ?? 5000,
    timeoutMs: options.timeoutMs ?? 5000,
    now: options.now ?? Date.now,
    observe: options.observe ?? (() => undefined),
    onKeyGone,
  });
  return { rules, keySet: remote.current, remote };
}

/** Refuses, without any key, what no key could make good. */
function checkHeader(token: string, algorithms: readonly string[]): void {
  const header = readTokenHeader(token);
  if (header === undefined) throw new TokenError('token_invalid', 'token has no readable header');
  if (typeof header.alg !== 'string' || !algorithms.includes(header.alg)) {
    throw new TokenError('token_invalid', 'token uses an algorithm that is not accepted');
  }
  if (typeof header.kid !== 'string') {
    throw new TokenError('token_invalid', 'token does not name its key (kid)');
  }
}

function checkOptions(options: JwksVerifierOptions): void {
  checkTokenRules(options);
  if (options.sources.length === 0) throw new Error('sources: list at least one');
  if (options.algorithms.length === 0) throw new Error('algorithms: list at least one');
  const refused = options.algorithms.find((algorithm) => !ASYMMETRIC.test(algorithm));
  if (refused !== undefined) throw new Error(`algorithms: ${refused} is not asymmetric`);
  for (const source of options.sources) {
    checkTokenRules(source);
    if ('url' in source && !/^https?:$/.test(new URL(source.url).protocol)) {
      throw new Error('sources: an address must start with https:// or http://');
    }
  }
}

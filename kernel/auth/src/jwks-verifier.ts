import type { TokenRules, TokenVerifier } from './token-rules.ts';

/** A key set: at an address, or given (`{ keys: [...] }`, RFC 7517 §5). */
export interface JwksSource {
  readonly url?: string;
  readonly document?: { readonly keys: readonly object[] };
  /** Only tokens of these issuers may be signed with these keys; else the verifier's issuers. */
  readonly issuers?: readonly string[];
}

/** How a verifier gets keys and what it accepts. Times in milliseconds. */
export interface JwksVerifierOptions extends TokenRules {
  /** Searched in order. */
  readonly sources: readonly JwksSource[];
  /** Accepted values of `alg`: asymmetric ones only. */
  readonly algorithms: readonly string[];
  /** How many good tokens are remembered; 10 000 by default. */
  readonly cacheMax?: number;
  /** Age after which a key set is fetched anew in the background; 1 h by default. */
  readonly freshMs?: number;
  /** Age after which a key set that could not be fetched anew is given up; 24 h by default. */
  readonly staleMs?: number;
  /** Least time between two fetches of one address; 5 s by default. */
  readonly cooldownMs?: number;
  /** Time for one fetch; 5 s by default. */
  readonly timeoutMs?: number;
  /** Told of every fetch and every use of the cache, for metrics and logs. */
  readonly observe?: (event: JwksEvent) => void;
}

/** What happened: a look-up of a key set (`hit`, `miss`, `stale`) or a fetch (`fetched`, `failed`). */
export interface JwksEvent {
  readonly kind: 'hit' | 'miss' | 'stale' | 'fetched' | 'failed';
  readonly url: string;
  readonly error?: unknown;
}

/** A verifier whose keys come from identity providers. */
export interface JwksVerifier extends TokenVerifier {
  /** Fetches all key sets now; never throws, since a provider may come up later. */
  preload(): Promise<void>;
  /** Ends fetches under way. */
  close(): void;
}

/** Creates a verifier for tokens signed by the holders of published keys. */
export function createJwksVerifier(options: JwksVerifierOptions): JwksVerifier {
  throw new Error(`not written: ${options.sources.length}`);
}

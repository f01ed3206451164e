import { fetchDocument } from './fetch-document.ts';
import { toKeySet } from './key-set.ts';
import type { KeySet } from './key-set.ts';

/** What happened: a look-up of a key set (`hit`, `stale`, `miss`) or a fetch (`fetched`, `failed`). */
export interface JwksEvent {
  readonly kind: 'hit' | 'stale' | 'miss' | 'fetched' | 'failed';
  readonly url: string;
  /** Why a fetch failed. */
  readonly error?: unknown;
}

/** How a key set is kept. Times in milliseconds. */
export interface RemoteKeySetOptions {
  readonly freshMs: number;
  readonly staleMs: number;
  readonly cooldownMs: number;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly observe: (event: JwksEvent) => void;
  /** Called when a key that was there is gone, so that what it signed is not remembered. */
  readonly onKeyGone: () => void;
}

/** The key set at one address. */
export interface RemoteKeySet {
  /** The set as it is known; undefined if none is. */
  current(): KeySet | undefined;
  /**
   * To be called before a set is used: an old or absent one is fetched in the background, so a
   * provider that is down stops nobody whose keys we have.
   */
  keepFresh(): void;
  /**
   * Fetches for a token whose key is not in the set, or waits for the fetch under way. Forced
   * fetches keep the cooldown between them: strangers can make up names of keys at will.
   */
  refetch(): Promise<void>;
  /** Fetches now; never throws. */
  preload(): Promise<void>;
  close(): void;
}

/** Opens the key set at an address. Nothing is fetched before it is asked for. */
export function openRemoteKeySet(url: string, options: RemoteKeySetOptions): RemoteKeySet {
  const { freshMs, staleMs, cooldownMs, now, observe } = options;
  const closing = new AbortController();
  let known: { readonly set: KeySet; readonly fetchedAt: number } | undefined;
  let fetching: Promise<void> | undefined;
  let attemptedAt = -Infinity;
  let forcedAt = -Infinity;

  return {
    current: () => known?.set,
    keepFresh() {
      const age = known === undefined ? Infinity : now() - known.fetchedAt;
      if (age > staleMs && known !== undefined) replace(undefined);
      if (age > freshMs && now() - attemptedAt >= cooldownMs) void fetchOnce();
      observe({ kind: lookupKind(age), url });
    },
    async refetch() {
      if (fetching !== undefined) return fetching;
      // Without a set, `keepFresh` has just tried or must not try yet.
      if (known === undefined || now() - forcedAt < cooldownMs) return undefined;
      forcedAt = now();
      return fetchOnce();
    },
    preload: fetchOnce,
    close: () => closing.abort(),
  };

  function lookupKind(age: number): 'hit' | 'stale' | 'miss' {
    if (known === undefined) return 'miss';
    return age > freshMs ? 'stale' : 'hit';
  }

  function fetchOnce(): Promise<void> {
    fetching ??= fetchAndReplace().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  async function fetchAndReplace(): Promise<void> {
    attemptedAt = now();
    try {
      const timeout = AbortSignal.timeout(options.timeoutMs);
      const document = await fetchDocument(url, AbortSignal.any([timeout, closing.signal]));
      replace(toKeySet(document));
      observe({ kind: 'fetched', url });
    } catch (error) {
      observe({ kind: 'failed', url, error });
    }
  }

  function replace(set: KeySet | undefined): void {
    const former = known?.set.fingerprints ?? new Set();
    known = set === undefined ? undefined : { set, fetchedAt: now() };
    for (const fingerprint of former) {
      if (set?.fingerprints.has(fingerprint)) continue;
      options.onKeyGone();
      return;
    }
  }
}

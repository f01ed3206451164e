import { createJwksVerifier } from '@aquifer/auth';
import type { JwksEvent, JwksVerifier, TokenRules } from '@aquifer/auth';
import type { Log } from '@aquifer/service';
import { redactUrl } from '../configuration/redact.ts';

/** The key sets of identity providers (contract §9.3). */
export interface KeySetOptions {
  /** Searched in this order. */
  readonly urls: readonly string[];
  readonly cacheSeconds: number;
  readonly algorithms: readonly string[];
}

/** What a look-up of a key set found; `error`: it could not be fetched. */
export type JwksResult = 'hit' | 'miss' | 'stale' | 'error';

/** Key sets in use. */
export interface KeySets {
  readonly verifier: JwksVerifier;
  /** Ends fetches under way. */
  close(): void;
}

const HOUR_MS = 3_600_000;
const STALE_MS = 24 * HOUR_MS;
/** An hour before a set must be given up: else one cached for a day had no time to be fetched anew. */
const FRESH_MS_MAX = STALE_MS - HOUR_MS;

/** Opens the key sets at some addresses; nothing is fetched before they are used. */
export function openKeySets(
  { urls, cacheSeconds, algorithms }: KeySetOptions,
  rules: TokenRules,
  observer: { readonly log: Log; readonly onJwks: (result: JwksResult) => void },
): KeySets {
  const report = createReport(observer.log);
  let isClosed = false;
  const verifier = createJwksVerifier({
    ...rules,
    sources: urls.map((url) => ({ url })),
    algorithms,
    freshMs: Math.min(cacheSeconds * 1000, FRESH_MS_MAX),
    staleMs: STALE_MS,
    observe(event) {
      if (isClosed) return;
      if (event.kind === 'failed') observer.onJwks('error');
      else if (event.kind !== 'fetched') observer.onJwks(event.kind);
      report(event);
    },
  });
  return {
    verifier,
    close() {
      isClosed = true;
      verifier.close();
    },
  };
}

/** Tells of an outage once and of its end; while it lasts, fetches fail every few seconds. */
function createReport(log: Log): (event: JwksEvent) => void {
  const down = new Set<string>();
  return ({ kind, url, error }) => {
    if (kind === 'failed' && !down.has(url)) {
      down.add(url);
      log.warn({ url: redactUrl(url), reason: reasonOf(error) }, 'key set cannot be fetched');
    } else if (kind === 'fetched' && down.delete(url)) {
      log.info({ url: redactUrl(url) }, 'key set can be fetched again');
    }
  };
}

/** Of a failed connection Node tells the reason in the cause only, and of several in its code only. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

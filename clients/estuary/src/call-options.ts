import type { FollowChangesQuery, ListItemsQuery } from './generated/api-types.ts';
import type { RetryOptions } from './retry.ts';

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, which then throws the signal's reason. What was sent may have been done. */
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions extends CallOptions {
  /**
   * Names this write: when it is made again with the same key, also by another process, it is not
   * done twice. Made up by the client where it is absent, for the tries of one call.
   */
  readonly idempotencyKey?: string;
}

export interface ChangeOptions extends WriteOptions {
  /** The version the item must have, or nothing is done; `*`: any. */
  readonly ifMatch?: number | '*';
}

export type ListOptions = CallOptions & ListItemsQuery;

/** `limit` is how many are asked for at a time. Default 100. */
export type WalkOptions = CallOptions & Omit<ListItemsQuery, 'cursor' | 'offset' | 'total'>;

export interface ChangesOptions extends CallOptions, Omit<FollowChangesQuery, 'wait' | 'since'> {
  /** The `seq` of the last change that is known. Default: only what comes. */
  readonly since?: number;
  /** Told whenever the feed is live: at the beginning, and after each lost connection. */
  readonly onLive?: () => void;
  /** How lost connections are made again. Default: for ever, 100 ms to 10 s apart. */
  readonly retry?: RetryOptions;
  /** A server that is silent for longer is left. It speaks every 15 s. Default 45 000. */
  readonly silenceMsMax?: number;
}

/** The query of a URL: what is undefined is not sent. */
export function queryText(
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

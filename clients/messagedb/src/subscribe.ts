import type { CallOptions } from './call-options.ts';
import type { Connection } from './connection.ts';
import { follow } from './follow.ts';
import type { Poke, SubscribeTarget } from './follow.ts';
import type { RetryOptions, RetryPolicy } from './retry.ts';

export interface SubscribeOptions extends CallOptions {
  /** The first position wanted: of the stream, for other targets the global one. Default: all. */
  readonly position?: number;
  /**
   * Told whenever the subscription is live: at the beginning, and after each lost connection. What it
   * throws ends the subscription.
   */
  readonly onLive?: () => void;
  /** How lost connections are made again. Default: for ever, 100 ms to 10 s apart. */
  readonly retry?: RetryOptions;
  /**
   * A server that is silent for longer is left; it speaks every 15 s. Only while a poke is waited
   * for: one may be handled for as long as it takes. Default 45 000.
   */
  readonly silenceMsMax?: number;
}

const defaultRetry: RetryPolicy = {
  attempts: Number.POSITIVE_INFINITY,
  delayMs: 100,
  delayMsMax: 10_000,
};
const SILENCE_MS_MAX = 45_000;

/**
 * Pokes of all messages that match, in order, each once, over as many connections as it takes: after
 * a lost one it goes on behind the last poke. Ends when the signal aborts; throws what will not pass
 * by waiting, such as a token that is refused.
 */
export async function* subscribe(
  connection: Connection,
  target: SubscribeTarget,
  options: SubscribeOptions & { readonly timeoutMs: number },
): AsyncGenerator<Poke, void, undefined> {
  const { onLive, silenceMsMax = SILENCE_MS_MAX, ...rest } = options;
  const retry = { ...defaultRetry, ...options.retry };
  // Out here, what the callback throws is not taken for a failure of the connection.
  for await (const news of follow(connection, target, { ...rest, silenceMsMax, retry })) {
    if (news === 'live') onLive?.();
    else yield news;
  }
}

import { Connection } from './connection.ts';
import type { Poke, SubscribeTarget } from './follow.ts';
import { createNamespaces } from './namespaces.ts';
import type { Namespaces } from './namespaces.ts';
import { createReading } from './reading.ts';
import type { Reading } from './reading.ts';
import type { RetryOptions } from './retry.ts';
import { subscribe } from './subscribe.ts';
import type { SubscribeOptions } from './subscribe.ts';
import { createSummaries } from './summaries.ts';
import type { Summaries } from './summaries.ts';
import { createWriting } from './writing.ts';
import type { Writing } from './writing.ts';

export interface ClientOptions {
  /** Where the server is, such as `http://127.0.0.1:8080`; may have a path. */
  readonly url: string;
  /** Says which namespace is meant. Only a server in test mode needs none. */
  readonly token?: string | undefined;
  /** Time for one try of a call, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  /** How reads and writes are tried again. Default: 5 tries, 100 ms to 5 s apart. */
  readonly retry?: RetryOptions;
  /** Used instead of the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A MessageDB, as the namespace of a token sees it. Every method throws MessageDbError. */
export interface MessageDbClient extends Writing, Reading, Summaries {
  /** Pokes of what is written, over as many connections as it takes. Ends with the signal. */
  subscribe(
    target: SubscribeTarget,
    options?: SubscribeOptions,
  ): AsyncGenerator<Poke, void, undefined>;
  readonly namespaces: Namespaces;
}

const TIMEOUT_MS = 30_000;
const defaultRetry = { attempts: 5, delayMs: 100, delayMsMax: 5_000 };

/** Makes a client. It holds no connection, so there is nothing to close. */
export function createClient(options: ClientOptions): MessageDbClient {
  const { token, timeoutMs = TIMEOUT_MS } = options;
  const connection = new Connection({
    url: new URL(options.url).href.replace(/\/+$/, ''),
    token,
    timeoutMs,
    retry: { ...defaultRetry, ...options.retry },
    // Looked up with each call: tests and frameworks replace it.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  });
  return {
    ...createWriting(connection),
    ...createReading(connection),
    ...createSummaries(connection),
    namespaces: createNamespaces(connection),
    subscribe: (target, subscribing) =>
      subscribe(connection, target, { ...subscribing, timeoutMs }),
  };
}

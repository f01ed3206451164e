import type { ChangesOptions } from './call-options.ts';
import { followChanges } from './changes.ts';
import type { ChangeEvent } from './changes.ts';
import { createCollections } from './collections.ts';
import type { Collections } from './collections.ts';
import { Connection } from './connection.ts';
import type { TokenSource } from './connection.ts';
import { createItems } from './items.ts';
import type { Items } from './items.ts';
import type { RetryOptions } from './retry.ts';

export interface ClientOptions {
  /** Where the server is, such as `http://127.0.0.1:3000`; may have a path. */
  readonly url: string;
  /** Where the server asks for one; a function is asked before each request. */
  readonly token?: TokenSource | undefined;
  /** Time for one try of a call, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  /** How calls are tried again. Default: 5 tries, 100 ms to 5 s apart. */
  readonly retry?: RetryOptions;
  /** Used instead of the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** An Estuary. Every method throws EstuaryError. */
export interface EstuaryClient extends Items {
  readonly collections: Collections;
  /** Changes as they happen, over as many connections as it takes. Ends with the signal. */
  changes(options?: ChangesOptions): AsyncGenerator<ChangeEvent, void, undefined>;
}

const TIMEOUT_MS = 30_000;
const defaultRetry = { attempts: 5, delayMs: 100, delayMsMax: 5_000 };

/** Makes a client. It holds no connection, so there is nothing to close. */
export function createClient(options: ClientOptions): EstuaryClient {
  const { token, timeoutMs = TIMEOUT_MS } = options;
  const connection = new Connection({
    url: new URL(options.url).href.replace(/\/+$/, ''),
    token,
    timeoutMs,
    retry: { ...defaultRetry, ...options.retry },
    // Looked up with each call: tests and frameworks replace it.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  });
  const items: Items = createItems(connection, '/items');
  return {
    ...items,
    collections: createCollections(connection),
    changes: (following) => followChanges(connection, { ...following, timeoutMs }),
  };
}

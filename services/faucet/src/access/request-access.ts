import type { IncomingHttpHeaders } from 'node:http';
import type { Log } from '@aquifer/service';
import type { ApiKey } from '../model/api-key.ts';
import type { FaucetSettings } from '../settings.ts';
import type { ConfigStore } from '../store/config-store.ts';
import type { Caller } from './caller.ts';
import type { Directory } from './directory.ts';
import { openKeyUse } from './key-use.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RateLimitState } from './rate-limit.ts';

/** The part of a request that says who makes it. */
export interface RequestHead {
  readonly headers: IncomingHttpHeaders;
}

/** Authenticates requests and counts them. */
export interface RequestAccess {
  /** Throws credentials_missing, key_invalid, token_invalid, rate_limited. */
  authenticate(directory: Directory, request: RequestHead): Caller | Promise<Caller>;
  /** What was left of the key's allowance when this request was let through; undefined: no limit. */
  rateLimitOf(request: RequestHead): RateLimitState | undefined;
  keyUsed(key: ApiKey): void;
  close(): Promise<void>;
}

export interface RequestAccessOptions {
  readonly store: Pick<ConfigStore, 'keys'>;
  readonly settings: Pick<
    FaucetSettings,
    'apiKeyHeader' | 'rateLimitEnabled' | 'rateLimitPerSecond' | 'rateLimitBurst'
  >;
  readonly log: Log;
}

export function openRequestAccess({ store, settings, log }: RequestAccessOptions): RequestAccess {
  const keyUse = openKeyUse({ records: store.keys, log });
  const rateLimit = createRateLimit({
    perMinute: settings.rateLimitEnabled ? settings.rateLimitPerSecond * 60 : 0,
    burst: settings.rateLimitBurst,
  });
  const states = new WeakMap<RequestHead, RateLimitState>();
  const header = settings.apiKeyHeader.toLowerCase();

  function count(caller: Caller, request: RequestHead): Caller {
    if (caller.kind !== 'key') return caller;
    const state = rateLimit.take(caller.key);
    if (state !== undefined) states.set(request, state);
    return caller;
  }

  return {
    authenticate(directory, request) {
      const apiKey = request.headers[header];
      const caller = directory.authenticate({
        apiKey: typeof apiKey === 'string' ? apiKey : apiKey?.[0],
        authorization: request.headers.authorization,
      });
      return caller instanceof Promise
        ? caller.then((known) => count(known, request))
        : count(caller, request);
    },
    rateLimitOf: (request) => states.get(request),
    keyUsed: keyUse.note,
    close: keyUse.close,
  };
}

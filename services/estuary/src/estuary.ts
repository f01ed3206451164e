import type { Health, Metrics } from '@aquifer/http';
import type { Authenticator } from './access/authenticator.ts';
import type { SharedTail } from './changes/shared-tail.ts';
import type { Collections } from './collections/collections.ts';
import type { LiveDocumentation } from './docs/live-documentation.ts';
import type { Cursors } from './http/cursor.ts';
import type { Observations } from './http/observations.ts';
import type { RenderFault } from './http/render-fault.ts';
import type { RunningKeys } from './items/running-keys.ts';
import type { FindClient } from './limits/client-address.ts';
import type { RenderRateLimit } from './limits/rate-limit-headers.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';
import type { Logs } from './logging/create-logs.ts';
import type { EstuarySettings } from './settings.ts';
import type { DocumentStore } from './store/document-store.ts';

/** An open Estuary: what requests work with. Made by `openEstuary`. */
export interface Estuary {
  readonly settings: EstuarySettings;
  readonly logs: Logs;
  readonly store: DocumentStore;
  /** Undefined when no token is asked for. */
  readonly authenticator: Authenticator | undefined;
  /** Undefined when requests are not limited. */
  readonly rateLimit: RateLimiting | undefined;
  readonly findClient: FindClient;
  readonly tail: SharedTail;
  readonly collections: Collections;
  readonly cursors: Cursors;
  readonly running: RunningKeys;
  /** Change feeds that are open now. */
  readonly feeds: { count: number };
  readonly documentation: LiveDocumentation;
  readonly health: Health;
  readonly renderFault: RenderFault;
  readonly metrics: Metrics;
  readonly observations: Observations;
  /** Set when stopping begins: not ready any more (contract §14). */
  readonly stopping: AbortSignal;
  readonly startedAt: number;
}

/** Counts requests, and tells clients what they have left. */
export interface RateLimiting {
  readonly limiter: RateLimiter;
  readonly render: RenderRateLimit;
}

import type { Health, Metrics } from '@aquifer/http';
import type { Authenticator } from './access/authenticator.ts';
import type { Observations } from './http/observations.ts';
import type { ClientAddress } from './limits/client-address.ts';
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
  readonly limiter: RateLimiter | undefined;
  readonly clientAddress: ClientAddress;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly observations: Observations;
  /** Set when stopping begins: not ready any more (contract §14). */
  readonly stopping: AbortSignal;
  readonly startedAt: number;
}

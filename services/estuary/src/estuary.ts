import type { Health, Metrics } from '@aquifer/http';
import type { Authenticator } from './access/authenticator.ts';
import type { SharedTail } from './changes/shared-tail.ts';
import type { Collections } from './collections/collections.ts';
import type { LiveSecrets } from './configuration/live-secrets.ts';
import type { LiveDocumentation } from './docs/live-documentation.ts';
import type { Cursors } from './http/cursor.ts';
import type { Observations } from './http/observations.ts';
import type { RenderFault } from './http/render-fault.ts';
import type { RenderRead } from './items/render-read.ts';
import type { RunningKeys } from './items/running-keys.ts';
import type { FindClient } from './limits/client-address.ts';
import type { RateLimiting } from './limits/open-rate-limiting.ts';
import type { Logs } from './logging/create-logs.ts';
import type { EstuarySettings } from './settings.ts';
import type { DocumentStore } from './store/document-store.ts';

/** An open Estuary: what requests work with. Made by `openEstuary`. */
export interface Estuary {
  readonly settings: EstuarySettings;
  /** Those of the settings grow old when they are replaced. */
  readonly secrets: LiveSecrets;
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
  readonly renderRead: RenderRead;
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

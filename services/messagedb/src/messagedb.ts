import type { Metrics } from '@aquifer/http';
import type { Log } from '@aquifer/service';
import type { Identify } from './access/identify.ts';
import type { Committers } from './commit/committers.ts';
import type { Observations } from './http/observations.ts';
import type { MessageDbSettings } from './settings.ts';
import type { MessageStore } from './store/message-store.ts';
import type { StoreWatch } from './store/watch-store.ts';
import type { Subscriptions } from './subscriptions/subscriptions.ts';

/** An open MessageDB: what requests work with. Made by `openMessageDb`. */
export interface MessageDb {
  readonly settings: MessageDbSettings;
  readonly log: Log;
  readonly store: MessageStore;
  readonly committers: Committers;
  readonly subscriptions: Subscriptions;
  readonly identify: Identify;
  readonly metrics: Metrics;
  readonly observations: Observations;
  readonly storeWatch: StoreWatch;
  /** After so much silence a subscriber is sent a comment, in milliseconds. */
  readonly heartbeatMs: number;
  /** Token of the default namespace, told to callers without one in test mode (contract §3.4). */
  readonly testToken: string | undefined;
  /** A namespace was created or got another token. */
  namespaceChanged(namespace: string): void;
  /** A namespace was deleted: nobody may find it in memory any more. */
  namespaceDeleted(namespace: string): void;
  /** Messages were stored past the committer: followers are to look. */
  namespaceWritten(namespace: string): void;
  /** A namespace was emptied, or filled below what followers were told: they begin anew. */
  namespaceRewritten(namespace: string): void;
}

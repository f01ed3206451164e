import type { Log } from '@aquifer/service';
import { openMemoryStore } from './memory/open-memory-store.ts';
import type { MessageStore } from './message-store.ts';

/** What says which store is meant. */
export interface StoreSettings {
  readonly testMode: boolean;
}

export interface OpenStoreContext {
  readonly log: Log;
  /** Aborted when the server is to stop before it has started. */
  readonly signal: AbortSignal;
}

/** The one place that knows all adapters: opens the store that the settings name. */
export async function openStore(
  settings: StoreSettings,
  { log }: OpenStoreContext,
): Promise<MessageStore> {
  if (!settings.testMode) {
    log.warn('no database is set: messages are kept in memory and lost when the server stops');
  }
  return openMemoryStore();
}

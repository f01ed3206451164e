import type { Log } from '@aquifer/service';
import { openMemoryStore } from './memory/open-memory-store.ts';
import type { MessageStore } from './message-store.ts';

/** What says which store is meant; the settings have all of it. */
export interface StoreSettings {
  readonly testMode: boolean;
}

/** The one place that knows all adapters: opens the store that the settings name. */
export async function openStore(_settings: StoreSettings, _log: Log): Promise<MessageStore> {
  return openMemoryStore();
}

import type { EstuarySettings } from '../settings.ts';
import type { DocumentStore } from './document-store.ts';
import { openMemoryStore } from './memory/memory-store.ts';

export async function openStore(settings: EstuarySettings): Promise<DocumentStore> {
  return openMemoryStore({
    changesMax: settings.changesRetention,
    ageMax: settings.changesRetentionSeconds * 1000,
  });
}

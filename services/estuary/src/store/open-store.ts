import type { Log } from '@aquifer/service';
import type { EstuarySettings } from '../settings.ts';
import type { DocumentStore } from './document-store.ts';
import { openMemoryStore } from './memory/memory-store.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

const DEFAULT_FILE = './data/estuary.db';

/** Opens the store that settings ask for. Throws Faults of the store. */
export async function openStore(settings: EstuarySettings, log: Log): Promise<DocumentStore> {
  const retention = {
    changesMax: settings.changesRetention,
    ageMax: settings.changesRetentionSeconds * 1000,
  };
  switch (settings.databaseType) {
    case 'memory':
      return openMemoryStore(retention);
    case 'sqlite':
      return openSqliteStore({
        path: pathOf(settings.databaseUrl),
        synchronous: settings.sqliteSynchronous,
        retention,
        log,
      });
    default:
      throw new Error(`there is no adapter for ${settings.databaseType}`);
  }
}

/** `file:./data/estuary.db` and `file:///var/lib/estuary.db` are both in use. */
function pathOf(url = `file:${DEFAULT_FILE}`): string {
  return url.replace(/^file:(\/\/)?/, '');
}

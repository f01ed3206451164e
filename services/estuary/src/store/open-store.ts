import type { Log } from '@aquifer/service';
import { fault } from '../faults.ts';
import type { EstuarySettings } from '../settings.ts';
import type { DocumentStore } from './document-store.ts';
import { openMemoryStore } from './memory/memory-store.ts';
import { openPostgresStore } from './postgres/open-postgres-store.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

/** What clients wait for does not take longer (contract B2). */
const STATEMENT_MS_MAX = 5_000;
/** A subscriber reads a snapshot as fast as its line is. */
const SNAPSHOT_MS_MAX = 600_000;
const DEFAULT_FILE = './data/estuary.db';

/** Opens the store that settings ask for. Throws Faults of the store. */
export async function openStore(
  settings: EstuarySettings,
  log: Log,
  { snapshotTimeoutMs = SNAPSHOT_MS_MAX }: { readonly snapshotTimeoutMs?: number } = {},
): Promise<DocumentStore> {
  const retention = {
    changesMax: settings.changesRetention,
    ageMax: settings.changesRetentionSeconds * 1000,
  };
  switch (settings.databaseType) {
    case 'memory':
      return openMemoryStore(retention);
    case 'sqlite':
      return openSqliteStore({
        path: sqlitePath(settings),
        synchronous: settings.sqliteSynchronous,
        retention,
        log,
      });
    case 'postgres':
      return openPostgresStore({
        url: settings.databaseUrl ?? '',
        poolMax: settings.databasePool,
        statementTimeoutMs: STATEMENT_MS_MAX,
        snapshotTimeoutMs,
        retention,
        log,
      });
    case 'convex':
      // Refused by the configuration already.
      throw fault('store_unreadable', { reason: 'convex is not there yet' });
  }
}

/** `file:./data/estuary.db` and `file:///var/lib/estuary.db` are both in use. */
export function sqlitePath({ databaseUrl = `file:${DEFAULT_FILE}` }: EstuarySettings): string {
  return databaseUrl.replace(/^file:(\/\/)?/, '');
}

import type { Log } from '@aquifer/service';
import type { EstuarySettings } from '../settings.ts';
import type { DocumentStore } from './document-store.ts';
import { openMemoryStore } from './memory/memory-store.ts';
import { openPostgresStore } from './postgres/open-postgres-store.ts';
import type { Retention } from './retention.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

/** What clients wait for does not take longer (contract B2). */
const STATEMENT_MS_MAX = 5_000;
/** A subscriber reads a snapshot as fast as its line is. */
const SNAPSHOT_MS_MAX = 600_000;
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
    case 'postgres':
      return openPostgresStore({
        url: settings.databaseUrl ?? '',
        poolMax: settings.databasePool,
        statementTimeoutMs: STATEMENT_MS_MAX,
        snapshotTimeoutMs: SNAPSHOT_MS_MAX,
        retention,
        log,
      });
    case 'convex':
      return openConvex(settings, retention, log);
  }
}

async function openConvex(
  settings: EstuarySettings,
  retention: Retention,
  log: Log,
): Promise<DocumentStore> {
  // Its client takes a tenth of a second to load, which a start on another database need not wait for.
  const { openConvexStore } = await import('./convex/convex-store.ts');
  const { convexDeploymentUrl, convexDeployKey, convexSharedSecret } = settings;
  if (convexDeploymentUrl === undefined) throw new Error('checked together: convex has a URL');
  const access = {
    url: convexDeploymentUrl,
    deployKey: convexDeployKey,
    sharedSecret: convexSharedSecret,
  };
  return openConvexStore({ access, retention, log });
}

/** `file:./data/estuary.db` and `file:///var/lib/estuary.db` are both in use. */
function pathOf(url = `file:${DEFAULT_FILE}`): string {
  return url.replace(/^file:(\/\/)?/, '');
}

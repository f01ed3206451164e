import type { Log } from '@aquifer/service';
import type { EstuarySettings } from '../settings.ts';
import type { DocumentStore } from './document-store.ts';
import { openMemoryStore } from './memory/memory-store.ts';
import type { Retention } from './retention.ts';

/** What clients wait for does not take longer (contract B2). */
const STATEMENT_MS_MAX = 5_000;
/** A subscriber reads a snapshot as fast as its line is. */
const SNAPSHOT_MS_MAX = 600_000;
const DEFAULT_FILE = './data/estuary.db';

export interface OpenOptions {
  /** How long a slow reader may take for a snapshot of PostgreSQL, in milliseconds. */
  readonly snapshotTimeoutMs?: number;
  /** How long a PostgreSQL that is not there yet is waited for, in milliseconds; not at all by default. */
  readonly patienceMs?: number;
  /** Ends that waiting. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the store that settings ask for. Throws Faults of the store. A driver is loaded when it is needed:
 * each takes some tens of milliseconds.
 */
export async function openStore(
  settings: EstuarySettings,
  log: Log,
  options: OpenOptions = {},
): Promise<DocumentStore> {
  const retention = {
    changesMax: settings.changesRetention,
    ageMax: settings.changesRetentionSeconds * 1000,
  };
  switch (settings.databaseType) {
    case 'memory':
      return openMemoryStore(retention);
    case 'sqlite':
      return openSqlite(settings, retention, log);
    case 'postgres':
      return openPostgres(settings, log, retention, options);
    case 'convex':
      return openConvex(settings, retention, log);
  }
}

async function openSqlite(
  settings: EstuarySettings,
  retention: Retention,
  log: Log,
): Promise<DocumentStore> {
  const { openSqliteStore } = await import('./sqlite/open-sqlite-store.ts');
  const synchronous = settings.sqliteSynchronous;
  return openSqliteStore({ path: sqlitePath(settings), synchronous, retention, log });
}

async function openConvex(
  settings: EstuarySettings,
  retention: Retention,
  log: Log,
): Promise<DocumentStore> {
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

async function openPostgres(
  { databaseUrl: url = '', databasePool }: EstuarySettings,
  log: Log,
  retention: Retention,
  { snapshotTimeoutMs = SNAPSHOT_MS_MAX, patienceMs = 0, signal }: OpenOptions,
): Promise<DocumentStore> {
  const [{ awaitPostgres }, { openPostgresStore }] = await Promise.all([
    import('./postgres/await-postgres.ts'),
    import('./postgres/open-postgres-store.ts'),
  ]);
  const open = (): Promise<DocumentStore> =>
    openPostgresStore({
      url,
      poolMax: databasePool,
      statementTimeoutMs: STATEMENT_MS_MAX,
      snapshotTimeoutMs,
      retention,
      log,
    });
  return awaitPostgres(open, { url, patienceMs, signal, log });
}

/** `file:./data/estuary.db` and `file:///var/lib/estuary.db` are both in use. */
export function sqlitePath({ databaseUrl = `file:${DEFAULT_FILE}` }: EstuarySettings): string {
  return databaseUrl.replace(/^file:(\/\/)?/, '');
}

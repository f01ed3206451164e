import { setTimeout as delay } from 'node:timers/promises';
import { isFault } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import { fault } from '../faults.ts';
import type { MessageDbSettings } from '../settings.ts';
import { openMemoryStore } from './memory/open-memory-store.ts';
import type { MessageStore } from './message-store.ts';
import { postgresUrlOf } from './postgres-url.ts';

export interface OpenStoreContext {
  readonly log: Log;
  /** Aborted when the server is to stop before it has started. */
  readonly signal: AbortSignal;
}

/** Containers that start together come up in any order, so a database may be late (contract §2.2). */
const WAIT_FOR_DATABASE_MS = 30_000;
const ASK_EVERY_MS = 1_000;

/** The one place that knows all adapters: opens the store that the settings name (contract §2.1). */
export async function openStore(
  settings: MessageDbSettings,
  context: OpenStoreContext,
): Promise<MessageStore> {
  const { log } = context;
  if (settings.testMode) return openMemoryStore();
  const postgresUrl = postgresUrlOf(settings);
  // Adapters are loaded when they are needed: their drivers take their time to load.
  if (postgresUrl !== undefined) {
    const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
    const { dbConnectionsMax, dbConnectionsIdle } = settings;
    const options = {
      url: postgresUrl,
      poolMax: dbConnectionsMax,
      idleMin: dbConnectionsIdle,
      log,
    };
    return patiently(() => openPostgresStore(options), context);
  }
  if (settings.dbUrl !== undefined) {
    const { openSqliteStore } = await import('./sqlite/open-sqlite-store.ts');
    return openSqliteStore({ ...sqliteFile(settings), log });
  }
  log.warn('no database is set: messages are kept in memory and lost when the server stops');
  return openMemoryStore();
}

function sqliteFile({ dbUrl = '', dataDir }: MessageDbSettings): {
  readonly dataDir: string;
  readonly fileName: string;
} {
  const [, fileName] = /^sqlite:(?:\/\/)?(.+)$/.exec(dbUrl) ?? [];
  if (fileName === undefined) throw fault('db_url_unknown');
  if (dataDir === undefined) throw fault('data_dir_missing');
  return { dataDir, fileName };
}

/** Tries again while the database cannot be reached, for half a minute. */
async function patiently(
  open: () => Promise<MessageStore>,
  { log, signal }: OpenStoreContext,
): Promise<MessageStore> {
  const end = performance.now() + WAIT_FOR_DATABASE_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const isLate = isFault(error) && error.code === 'store_unreachable';
      if (!isLate || signal.aborted || performance.now() >= end) throw error;
      log.warn({ err: error }, 'the database cannot be reached yet; trying again');
    }
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

import { resolve } from 'node:path';
import type { Log } from '@aquifer/service';
import { fault } from '../faults.ts';
import type { EstuarySettings } from '../settings.ts';
import type { MaybePromise, Snapshot } from './document-store.ts';
import { openStore, sqlitePath } from './open-store.ts';
import { checkFile } from './sqlite/check-file.ts';
import { SnapshotReaders } from './sqlite/snapshot-readers.ts';
import { takeSnapshot } from './sqlite/take-snapshot.ts';

/** Documents to be read, while others may use them. */
export interface DocumentSource {
  snapshot(): MaybePromise<Snapshot>;
  close(): Promise<void>;
}

/** Whoever takes the documents away may be slow: a day. */
const SNAPSHOT_MS_MAX = 86_400_000;

/** Opens what settings name for reading, also while a server has it. Throws Faults. */
export async function openSource(settings: EstuarySettings, log: Log): Promise<DocumentSource> {
  if (settings.databaseType === 'memory') {
    const reason =
      'DATABASE_TYPE is memory: items are in the process of the server alone; GET /api/v1/changes?snapshot=true reads them from there';
    throw fault('command_failed', { reason });
  }
  if (settings.databaseType === 'sqlite') return openFile(resolve(sqlitePath(settings)));
  const store = await openStore(settings, log, { snapshotTimeoutMs: SNAPSHOT_MS_MAX });
  return { snapshot: () => store.changes.snapshot({}), close: () => store.close() };
}

/** The store itself would ask for a file that nobody else has. */
function openFile(path: string): DocumentSource {
  checkFile(path);
  const readers = new SnapshotReaders(path, SNAPSHOT_MS_MAX);
  return {
    snapshot: () => takeSnapshot(readers, {}),
    close: async () => readers.close(),
  };
}

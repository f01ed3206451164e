import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { MessageStore } from '../message-store.ts';
import { holdFolder } from './hold-folder.ts';
import { NamespaceFiles } from './namespace-files.ts';
import { OpenFiles } from './open-files.ts';
import { RegistryFile } from './registry-file.ts';
import type { Registration } from './registry-file.ts';
import { settleRegistry } from './settle-registry.ts';
import { SqliteRegistry } from './sqlite-registry.ts';
import { openFault, storeFault } from './store-error.ts';
import { findStoreFolder } from './store-folder.ts';
import type { StoreFolder } from './store-folder.ts';
import { WriterThread } from './writer/writer-thread.ts';

export interface SqliteStoreOptions {
  /** The folder that holds the files; it must exist. */
  readonly dataDir: string;
  /** Of the file that knows the namespaces, relative to the data directory. */
  readonly fileName: string;
  readonly log: Log;
}

/**
 * A store in SQLite files: one that knows the namespaces and one for each of them. What was
 * acknowledged was synced. One process has the folder at a time.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<MessageStore> {
  const paths = findStoreFolder(options.dataDir, options.fileName);
  try {
    const hold = holdFolder(paths.folder);
    try {
      const registrations = openRegistry(paths);
      return createStore(paths, registrations, options.log, () => hold.release());
    } catch (error) {
      hold.release();
      throw error;
    }
  } catch (error) {
    throw openFault(error, paths.registry);
  }
}

function openRegistry({ folder, registry }: StoreFolder): Registration[] {
  const file = new RegistryFile(registry);
  try {
    file.migrate();
    return settleRegistry(file, new NamespaceFiles(folder));
  } finally {
    file.close();
  }
}

function createStore(
  paths: StoreFolder,
  registrations: readonly Registration[],
  log: Log,
  release: () => void,
): MessageStore {
  const writer = new WriterThread(paths, log);
  const readers = new OpenFiles((file, fileName) =>
    file.attach(join(paths.folder, fileName), 'ro'),
  );
  const registry = new SqliteRegistry({ writer, readers }, registrations, () => readLive(paths));
  return {
    kind: 'sqlite',
    namespaces: registry,
    async check() {
      try {
        await access(paths.registry, constants.R_OK | constants.W_OK);
      } catch (cause) {
        throw fault('store_unavailable', {}, { cause });
      }
    },
    async close() {
      // The readers first: who closes a file last moves its log into it, and only the writer can.
      try {
        readers.closeAll();
        await writer.close();
      } finally {
        release();
      }
    },
  };
}

/** What the file says now. Throws Fault. */
function readLive({ registry }: StoreFolder): Registration[] {
  try {
    const file = new RegistryFile(registry);
    try {
      return file.list().filter(({ state }) => state === 'live');
    } finally {
      file.close();
    }
  } catch (error) {
    throw storeFault(error);
  }
}

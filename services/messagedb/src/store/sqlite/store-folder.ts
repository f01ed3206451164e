import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { fault } from '../../faults.ts';

/** Where the files of a store are: all in one folder. */
export interface StoreFolder {
  readonly folder: string;
  /** Path of the file that knows the namespaces. */
  readonly registry: string;
}

/** The folder of the file `fileName` in the data directory, which must be there and be writable. */
export function findStoreFolder(dataDir: string, fileName: string): StoreFolder {
  const root = resolve(dataDir);
  const registry = resolve(root, fileName);
  const inside = relative(root, registry);
  if (inside === '' || isAbsolute(inside) || /^\.\.(?:[\\/]|$)/.test(inside)) {
    throw refusal(`"${fileName}" is not a file within the data directory ${root}`);
  }
  if (basename(registry).startsWith('.')) {
    throw refusal(`"${fileName}" begins with a dot, as names of our own files do`);
  }
  const folder = dirname(registry);
  checkFolder(folder);
  return { folder, registry };
}

/** A folder that is not there is not made: it may be a disk that was not mounted. */
function checkFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) throw refusal(`the data directory ${folder} does not exist`);
  if (!stats.isDirectory()) throw refusal(`the data directory ${folder} is not a directory`);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw refusal(`the data directory ${folder} is not writable`, cause);
  }
}

function refusal(reason: string, cause?: unknown): Error {
  return fault('store_unreadable', { reason }, { cause });
}

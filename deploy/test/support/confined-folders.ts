import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';

/** What a unit of ours leaves a server of the file system. */
export interface ConfinedFolders {
  /** It cannot write to this. */
  readonly home: string;
  /** Nor to this, where it is started. */
  readonly cwd: string;
  /** For temporary files, its own. */
  readonly tmp: string;
  /** The data directory, which it may write to. */
  readonly data: string;
}

/** Makes them for a user without rights; where tests are no root, that is their own. */
export function confinedFolders(uid: number | undefined): ConfinedFolders {
  const root = temporaryDirectory();
  chmodSync(root, 0o711);
  const make = (name: string, mode: number, owner?: number): string => {
    const path = join(root, name);
    mkdirSync(path);
    if (owner !== undefined) chownSync(path, owner, owner);
    chmodSync(path, mode);
    return path;
  };
  return {
    home: make('home', 0o555),
    cwd: make('cwd', 0o555),
    tmp: make('tmp', 0o755, uid),
    data: make('data', 0o700, uid),
  };
}

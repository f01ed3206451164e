import { join } from 'node:path';
import { createLog } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { afterEach } from 'vitest';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { KEEP_ALL } from '../contract/keep-all.ts';

const log = createLog({ level: 'silent', format: 'json' });

/** Files for one test file, whose stores are closed after each test. */
export function storeFile(): {
  /** A path in a new folder. */
  make(): string;
  open(path: string, retention?: typeof KEEP_ALL): SqliteStore;
} {
  const opened: SqliteStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  return {
    make: () => join(temporaryDirectory(), 'estuary.db'),
    open(path, retention = KEEP_ALL) {
      const store = openSqliteStore({ path, synchronous: 'full', retention, log });
      opened.push(store);
      return store;
    },
  };
}

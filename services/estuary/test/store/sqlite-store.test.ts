import { join } from 'node:path';
import { createLog } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import type { DocumentStore } from '../../src/store/document-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { documentStoreContract } from './document-store.contract.ts';

const log = createLog({ level: 'silent', format: 'json' });
const opened: DocumentStore[] = [];

documentStoreContract({
  name: 'sqlite',
  async open(retention) {
    const path = join(temporaryDirectory(), 'estuary.db');
    const store = openSqliteStore({ path, synchronous: 'normal', retention, log });
    opened.push(store);
    return store;
  },
  async close() {
    for (const store of opened.splice(0)) await store.close();
  },
});

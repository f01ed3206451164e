import { createLog } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import type { MessageStore } from '../../src/store/message-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { messageStoreContract } from './message-store.contract.ts';

const log = createLog({ level: 'silent', format: 'json' });
let store: MessageStore | undefined;

messageStoreContract({
  name: 'sqlite',
  async open() {
    store = await openSqliteStore({ dataDir: temporaryDirectory(), fileName: 'm.db', log });
    return store;
  },
  close: async () => store?.close(),
});

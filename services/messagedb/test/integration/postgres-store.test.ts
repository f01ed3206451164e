import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import type { MessageStore } from '../../src/store/message-store.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { messageStoreContract } from '../store/message-store.contract.ts';

const log = createLog({ level: 'silent', format: 'json' });

await describeWith('postgres', 'message store in PostgreSQL', (postgres) => {
  let database: TestDatabase | undefined;
  let store: MessageStore | undefined;
  const open = async (): Promise<MessageStore> =>
    openPostgresStore({ url: database?.url ?? '', poolMax: 10, log });

  messageStoreContract({
    name: 'PostgreSQL',
    async open() {
      database = await postgres.createDatabase();
      store = await open();
      return store;
    },
    openAgain: open,
    async close() {
      await store?.close();
      await database?.drop();
    },
  });
});

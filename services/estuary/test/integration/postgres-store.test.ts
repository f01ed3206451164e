import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import type { DocumentStore } from '../../src/store/document-store.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { Retention } from '../../src/store/retention.ts';
import { KEEP_ALL } from '../store/contract/keep-all.ts';
import { documentStoreContract } from '../store/document-store.contract.ts';

const log = createLog({ level: 'silent', format: 'json' });

await describeWith('postgres', 'documents in PostgreSQL', (server) => {
  const databases: TestDatabase[] = [];
  const stores: DocumentStore[] = [];
  const open = async (retention: Retention): Promise<DocumentStore> => {
    const store = await openPostgresStore({
      url: databases.at(-1)?.url ?? '',
      poolMax: 10,
      statementTimeoutMs: 20_000,
      snapshotTimeoutMs: 600_000,
      retention,
      log,
    });
    stores.push(store);
    return store;
  };

  documentStoreContract({
    name: 'PostgreSQL',
    async open(retention) {
      databases.push(await server.createDatabase());
      return open(retention);
    },
    openAgain: () => open(KEEP_ALL),
    async close() {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      for (const database of databases.splice(0)) await database.drop();
    },
  });
});

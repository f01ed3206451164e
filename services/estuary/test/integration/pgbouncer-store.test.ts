import { describeWith, startPgBouncer, testPostgres } from '@aquifer/testing';
import type { TestDatabase, TestPgBouncer } from '@aquifer/testing';
import { describe } from 'vitest';
import type { DocumentStore } from '../../src/store/document-store.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { Retention } from '../../src/store/retention.ts';
import { KEEP_ALL } from '../store/contract/keep-all.ts';
import { documentStoreContract } from '../store/document-store.contract.ts';
import { storeOptions } from '../support/postgres-stores.ts';

/** Fewer than two instances of the suite open. */
const POOL_SIZE = 6;

await describeWith('pgbouncer', 'documents behind PgBouncer in transaction mode', (program) => {
  describe.each([
    ['that refuses session settings', []],
    ['that passes over session settings', ['options', 'extra_float_digits', 'statement_timeout']],
  ])('%s', (name, ignoredParameters) => {
    const databases: TestDatabase[] = [];
    const poolers: TestPgBouncer[] = [];
    const stores: DocumentStore[] = [];
    const open = async (retention: Retention): Promise<DocumentStore> => {
      const url = poolers.at(-1)?.through(databases.at(-1)?.url ?? '') ?? '';
      const store = await openPostgresStore({ ...storeOptions(url), retention });
      stores.push(store);
      return store;
    };
    documentStoreContract({
      name: `PgBouncer ${name}`,
      async open(retention) {
        const server = await testPostgres();
        databases.push(await server.createDatabase());
        poolers.push(
          await startPgBouncer(program, {
            serverUrl: server.url,
            poolSize: POOL_SIZE,
            ignoredParameters,
          }),
        );
        return open(retention);
      },
      openAgain: () => open(KEEP_ALL),
      async close() {
        for (const store of stores.splice(0)) await store.close();
        for (const pooler of poolers.splice(0)) await pooler.stop();
        for (const database of databases.splice(0)) await database.drop();
      },
    });
  });
});

import { createLog } from '@aquifer/service';
import { describeWith, startPgBouncer, testPostgres } from '@aquifer/testing';
import type { TestDatabase, TestPgBouncer } from '@aquifer/testing';
import { describe } from 'vitest';
import type { MessageStore } from '../../src/store/message-store.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { messageStoreContract } from '../store/message-store.contract.ts';

const log = createLog({ level: 'silent', format: 'json' });

/** Fewer than two instances of the suite open. */
const POOL_SIZE = 5;

await describeWith('pgbouncer', 'message store behind PgBouncer in transaction mode', (program) => {
  describe.each([
    ['that refuses session settings', []],
    ['that passes over session settings', ['options', 'extra_float_digits']],
  ])('%s', (name, ignoredParameters) => {
    let database: TestDatabase | undefined;
    let pgBouncer: TestPgBouncer | undefined;
    let store: MessageStore | undefined;
    const open = async (): Promise<MessageStore> => {
      const url = pgBouncer?.through(database?.url ?? '') ?? '';
      return openPostgresStore({ url, poolMax: 10, log });
    };
    messageStoreContract({
      name: `PgBouncer ${name}`,
      async open() {
        const server = await testPostgres();
        database = await server.createDatabase();
        pgBouncer = await startPgBouncer(program, {
          serverUrl: server.url,
          poolSize: POOL_SIZE,
          ignoredParameters,
        });
        store = await open();
        return store;
      },
      openAgain: open,
      async close() {
        await store?.close();
        await pgBouncer?.stop();
        await database?.drop();
      },
    });
  });
});

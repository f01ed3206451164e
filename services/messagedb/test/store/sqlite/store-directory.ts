import { createLog } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { afterEach } from 'vitest';
import type { MessageLog, MessageStore } from '../../../src/store/message-store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { logIn } from '../../support/stored.ts';
import { namespaceOf, readAll } from '../contract/state.ts';
import type { Row } from '../contract/state.ts';

const log = createLog({ level: 'silent', format: 'json' });

/** A folder for one test file, whose stores are closed after each test. */
export function storeDirectory(): {
  /** A new folder. */
  make(): string;
  open(dataDir: string, fileName?: string): Promise<MessageStore>;
} {
  const opened: MessageStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  return {
    make: temporaryDirectory,
    async open(dataDir, fileName = 'messages.db') {
      const store = await openSqliteStore({ dataDir, fileName, log });
      opened.push(store);
      return store;
    },
  };
}

/** The log of a namespace that is made if it is not there. */
export async function logOf(store: MessageStore, namespace: string): Promise<MessageLog> {
  await store.namespaces.create(namespaceOf(namespace));
  return logIn(store, namespace);
}

/** All rows of a namespace. */
export const everything = (from: MessageLog): Promise<readonly Row[]> =>
  readAll(
    (place, limit) =>
      from.readCategory({
        category: '',
        from: place,
        limit,
        correlation: undefined,
        consumerGroup: undefined,
      }),
    1,
  );

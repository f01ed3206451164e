import type { Postgres } from '@aquifer/postgres';
import type { MessageStore } from '../message-store.ts';
import { bringForward } from './bring-forward.ts';
import { checkAnswer } from './check-answer.ts';
import { connectFailure } from './connect-failure.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { KnownSchemas } from './known-schemas.ts';
import { PostgresLog } from './postgres-log.ts';
import { openRegistry } from './registry.ts';

export type PostgresStoreOptions = ConnectOptions;

/**
 * Opens the store that instances share, and brings it to the newest layout. Throws Fault
 * `store_unreachable` when PostgreSQL does not answer, `store_unreadable` when it does not let us
 * in, and `store_newer`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<MessageStore> {
  const postgres = await connect(options);
  try {
    await bringForward(postgres);
    const store = createStore(postgres);
    // From which the schemas become known that are not where ids say.
    await store.namespaces.list();
    return store;
  } catch (error) {
    await postgres.close();
    throw connectFailure(error, options.url);
  }
}

function createStore(postgres: Postgres): MessageStore {
  const schemas = new KnownSchemas();
  const logs = new Map<string, PostgresLog>();
  return {
    kind: 'postgres',
    namespaces: openRegistry(postgres, schemas),
    log(namespace) {
      const schema = schemas.of(namespace);
      const key = `${schema} ${namespace}`;
      const log = logs.get(key) ?? new PostgresLog(postgres, namespace, schema);
      logs.set(key, log);
      return log;
    },
    check: () => checkAnswer(postgres),
    close: () => postgres.close(),
  };
}

import type { Postgres } from '@aquifer/postgres';
import type { MessageStore } from '../message-store.ts';
import { bringForward } from './bring-forward.ts';
import { checkAnswer } from './check-answer.ts';
import { connectFailure } from './connect-failure.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { PostgresLogs } from './postgres-logs.ts';
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
    return createStore(postgres);
  } catch (error) {
    await postgres.close();
    throw connectFailure(error, options.url);
  }
}

function createStore(postgres: Postgres): MessageStore {
  return {
    kind: 'postgres',
    namespaces: openRegistry(postgres, new PostgresLogs(postgres)),
    check: () => checkAnswer(postgres),
    close: () => postgres.close(),
  };
}

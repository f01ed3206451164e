import type { Retention } from '../retention.ts';
import { bringForward } from './bring-forward.ts';
import { connect, openPlain } from './connect.ts';
import type { ConnectOptions } from './connect.ts';
import { PostgresStore } from './postgres-store.ts';
import { migrations, schemaName } from './schema.ts';

export interface PostgresStoreOptions extends ConnectOptions {
  readonly retention: Retention;
}

/**
 * Opens the store that instances share, and brings it to the newest schema (contract B2). Throws Faults
 * `store_unavailable` when PostgreSQL does not answer, `store_unreadable` when it does not let us in or
 * does not suit us, and `store_newer`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { retention, statementTimeoutMs, log } = options;
  const connections = await connect(options);
  try {
    // Building an index on a large table may take longer than a statement otherwise may.
    const plain = openPlain(options);
    try {
      await bringForward(plain, { name: schemaName, migrations });
    } finally {
      await plain.close();
    }
    return new PostgresStore({ connections, statementTimeoutMs, retention, log });
  } catch (error) {
    await connections.close();
    throw error;
  }
}

import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { createLog } from '@aquifer/service';
import type { TestDatabase, TestDatabaseServer } from '@aquifer/testing';
import { afterEach, beforeEach } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { PostgresStoreOptions } from '../../src/store/postgres/open-postgres-store.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { KEEP_ALL } from '../store/contract/keep-all.ts';

export const storeOptions = (url: string): PostgresStoreOptions => ({
  url,
  poolMax: 10,
  statementTimeoutMs: 20_000,
  snapshotTimeoutMs: 600_000,
  retention: KEEP_ALL,
  log: createLog({ level: 'silent', format: 'json' }),
});

/** A database for each test, and what is opened on it. */
export interface PostgresStores {
  readonly url: string;
  /** A connection of the operator. */
  readonly admin: Postgres;
  open(options?: Partial<PostgresStoreOptions>): Promise<PostgresStore>;
  /** Ends sessions of the stores: all, or any so many. */
  terminate(count?: number): Promise<unknown>;
}

export function postgresStores(server: TestDatabaseServer): PostgresStores {
  let database: TestDatabase | undefined;
  let admin: Postgres | undefined;
  const stores: PostgresStore[] = [];
  const url = (): string => database?.url ?? '';
  const connected = (): Postgres => {
    if (admin === undefined) throw new Error('there is no database yet');
    return admin;
  };
  beforeEach(async () => {
    database = await server.createDatabase();
    admin = openPostgres(url(), { poolMax: 2, applicationName: 'admin' });
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await admin?.close();
    await database?.drop();
  });
  return {
    get url() {
      return url();
    },
    get admin() {
      return connected();
    },
    async open(options = {}) {
      const store = await openPostgresStore({ ...storeOptions(url()), ...options });
      stores.push(store);
      return store;
    },
    terminate: (count = 1_000) =>
      connected().query(
        `SELECT pg_terminate_backend(pid) FROM (
          SELECT pid FROM pg_stat_activity
          WHERE application_name = 'estuary' AND datname = current_database()
          ORDER BY random() LIMIT $1
        ) sessions`,
        [count],
      ),
  };
}

import type { Log } from '@aquifer/service';
import type { DirectorySnapshot } from '../access/directory-snapshot.ts';
import type { Directory } from '../access/directory.ts';
import type { OpenConnector } from '../connectors/connector-opener.ts';
import type { Connector } from '../connectors/connector.ts';
import type { DatabaseService } from '../model/database-service.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import type { Database } from './databases.ts';
import { createSchemaCache } from './schema-cache.ts';
import type { SchemaCache } from './schema-cache.ts';

export interface OpenDatabasesOptions {
  readonly directory: Pick<Directory, 'snapshot' | 'onChange'>;
  readonly store: Pick<ConfigStore, 'services'>;
  readonly openConnector: OpenConnector;
  readonly log: Log;
}

/** An active service: its connection, and once that is there its schema and its face to handlers. */
export interface DatabaseEntry {
  readonly service: DatabaseService;
  readonly connection: Connection;
  readonly schema?: SchemaCache;
  readonly database?: Database;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One entry for each active service, by name; they come, go and change with the configuration. */
export interface DatabaseEntries {
  readonly byName: ReadonlyMap<string, DatabaseEntry>;
  onChange(changed: () => void): () => void;
  close(): Promise<void>;
}

export function followServices(options: OpenDatabasesOptions): DatabaseEntries {
  const { directory, store, log } = options;
  const entries = new Map<string, Mutable<DatabaseEntry>>();
  const listeners = new Set<() => void>();
  const closing = new Set<Promise<void>>();

  function open(service: DatabaseService): void {
    const connection = openConnection({
      service,
      openConnector: options.openConnector,
      log,
      onConnected(connector) {
        entry.schema = createSchemaCache({ connector });
        entry.database = databaseOf(entry.service, entry.schema, connector, store);
      },
    });
    const entry: Mutable<DatabaseEntry> = { service, connection };
    entries.set(service.name, entry);
  }

  function disconnect({ service, connection }: DatabaseEntry): void {
    entries.delete(service.name);
    const done = connection
      .close()
      .catch((error: unknown) => {
        log.warn({ service: service.name, err: error }, 'failed to disconnect service');
      })
      .finally(() => closing.delete(done));
    closing.add(done);
  }

  function follow(next: DirectorySnapshot, previous?: DirectorySnapshot): void {
    for (const [name, entry] of entries) {
      const service = next.services.get(name);
      if (service?.isActive && !needsReconnect(entry.service, service)) adopt(entry, service);
      else disconnect(entry);
      const version = next.schemaVersions.get(name);
      if (version !== previous?.schemaVersions.get(name)) entry.schema?.forget();
    }
    for (const [name, service] of next.services) {
      if (service.isActive && !entries.has(name)) open(service);
    }
    for (const changed of listeners) changed();
  }

  /** Label, lock mode and the like: the connection stays. */
  function adopt(entry: Mutable<DatabaseEntry>, service: DatabaseService): void {
    if (entry.service === service) return;
    entry.service = service;
    const { connector } = entry.connection;
    if (entry.schema === undefined || connector === undefined) return;
    entry.database = databaseOf(service, entry.schema, connector, store);
  }

  follow(directory.snapshot);
  const stopFollowing = directory.onChange(follow);
  return {
    byName: entries,
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    async close() {
      stopFollowing();
      for (const entry of entries.values()) disconnect(entry);
      await Promise.all(closing);
    },
  };
}

function databaseOf(
  service: DatabaseService,
  cache: SchemaCache,
  connector: Connector,
  store: Pick<ConfigStore, 'services'>,
): Database {
  return {
    service,
    connector,
    schema: cache.schema,
    table: cache.table,
    renewed: cache.renewed,
    async schemaChanged() {
      cache.forget();
      await store.services.advanceSchemaVersion(service.name);
    },
  };
}

/** What a connection was opened with; everything else may change under it. */
function needsReconnect(before: DatabaseService, after: DatabaseService): boolean {
  return connectionFacts(before) !== connectionFacts(after);
}

function connectionFacts(service: DatabaseService): string {
  const { id, driver, dsn, dsnUnreadable, schema, privateKeyPath, pool, readOnly } = service;
  return JSON.stringify([id, driver, dsn, dsnUnreadable, schema, privateKeyPath, pool, readOnly]);
}

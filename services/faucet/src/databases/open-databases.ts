import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@aquifer/service';
import type { DirectorySnapshot } from '../access/directory-snapshot.ts';
import type { Directory } from '../access/directory.ts';
import type { Connector } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import type { DatabaseService } from '../model/database-service.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { openConnection } from './connection.ts';
import type { Connection, OpenConnector } from './connection.ts';
import type { Database, Databases } from './databases.ts';
import { createSchemaCache } from './schema-cache.ts';
import type { SchemaCache } from './schema-cache.ts';

export interface OpenDatabasesOptions {
  readonly directory: Pick<Directory, 'snapshot' | 'onChange'>;
  readonly store: Pick<ConfigStore, 'services'>;
  readonly openConnector: OpenConnector;
  readonly log: Log;
}

/** An active service: its connection, and once that is there its schema and its face to handlers. */
interface Entry {
  service: DatabaseService;
  readonly connection: Connection;
  schema?: SchemaCache;
  database?: Database;
}

/** Connects every active service and keeps doing so as the configuration changes. */
export async function openDatabases(options: OpenDatabasesOptions): Promise<Databases> {
  const { directory, store, log } = options;
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const closing = new Set<Promise<void>>();

  function open(service: DatabaseService): void {
    const connection = openConnection({
      service,
      openConnector: options.openConnector,
      log,
      onConnected(connector) {
        entry.schema = createSchemaCache({ connector });
        entry.database = databaseOf(entry, entry.schema, connector, store);
      },
    });
    const entry: Entry = { service, connection };
    entries.set(service.name, entry);
  }

  function disconnect({ service, connection }: Entry): void {
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
      else {
        entries.delete(name);
        disconnect(entry);
      }
      const version = next.schemaVersions.get(name);
      if (version !== previous?.schemaVersions.get(name)) entry.schema?.forget();
    }
    for (const [name, service] of next.services) {
      if (service.isActive && !entries.has(name)) open(service);
    }
    for (const changed of listeners) changed();
  }

  /** Label, read-only switch and the like: the connection stays. */
  function adopt(entry: Entry, service: DatabaseService): void {
    if (entry.service === service) return;
    entry.service = service;
    const { connector } = entry.connection;
    if (entry.schema === undefined || connector === undefined) return;
    entry.database = databaseOf(entry, entry.schema, connector, store);
  }

  function requireEntry(name: string): Entry {
    const entry = entries.get(name);
    if (entry === undefined) throw fault('service_not_found', { service: name });
    return entry;
  }

  async function firstConnection(name: string, entry: Entry): Promise<Database> {
    await entry.connection.connect();
    if (entry.database === undefined) throw fault('service_not_found', { service: name });
    return entry.database;
  }

  follow(directory.snapshot);
  const stopFollowing = directory.onChange(follow);

  return {
    get(name) {
      const entry = requireEntry(name);
      if (entry.database !== undefined) return entry.database;
      if (entry.connection.isNew) return firstConnection(name, entry);
      throw fault('database_unavailable', { action: 'Connection' });
    },
    connected: () =>
      [...entries.keys()].toSorted().flatMap((name) => entries.get(name)?.database ?? []),
    names: () => [...entries.keys()].toSorted(),
    async test(name) {
      const connector = await requireEntry(name).connection.connect();
      await connector.ping();
    },
    async ping(name) {
      const { connector } = requireEntry(name).connection;
      if (connector === undefined) throw fault('database_unavailable', { action: 'Connection' });
      await connector.ping();
    },
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    async settled(timeoutMs) {
      const attempts = [...entries.values()].map(({ connection }) => connection.connect());
      const timeout = new AbortController();
      await Promise.race([
        Promise.allSettled(attempts),
        delay(timeoutMs, undefined, { signal: timeout.signal, ref: false }).catch(() => undefined),
      ]);
      timeout.abort();
    },
    async close() {
      stopFollowing();
      for (const entry of entries.values()) disconnect(entry);
      entries.clear();
      await Promise.all(closing);
    },
  };
}

function databaseOf(
  { service }: Entry,
  cache: SchemaCache,
  connector: Connector,
  store: Pick<ConfigStore, 'services'>,
): Database {
  return {
    service,
    connector,
    schema: cache.schema,
    table: cache.table,
    async schemaChanged() {
      cache.forget();
      await store.services.advanceSchemaVersion(service.name);
    },
  };
}

/** What a connection was opened with; everything else may change under it. */
function needsReconnect(before: DatabaseService, after: DatabaseService): boolean {
  const facts = ({
    id,
    driver,
    dsn,
    dsnUnreadable,
    schema,
    privateKeyPath,
    pool,
    readOnly,
  }: DatabaseService): string =>
    JSON.stringify([id, driver, dsn, dsnUnreadable, schema, privateKeyPath, pool, readOnly]);
  return facts(before) !== facts(after);
}

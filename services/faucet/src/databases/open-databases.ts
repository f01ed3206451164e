import { setTimeout as delay } from 'node:timers/promises';
import { fault } from '../faults.ts';
import { followServices } from './database-entries.ts';
import type { DatabaseEntry, OpenDatabasesOptions } from './database-entries.ts';
import type { Database, Databases } from './databases.ts';

/** Connects every active service and keeps doing so as the configuration changes. */
export async function openDatabases(options: OpenDatabasesOptions): Promise<Databases> {
  const entries = followServices(options);
  const { byName } = entries;
  const names = (): string[] => [...byName.keys()].toSorted();

  function entryOf(name: string): DatabaseEntry {
    const entry = byName.get(name);
    if (entry === undefined) throw fault('service_not_found', { service: name });
    return entry;
  }

  return {
    get(name) {
      const entry = entryOf(name);
      if (entry.database !== undefined) return entry.database;
      if (entry.connection.isNew) return firstConnection(entry);
      throw fault('database_unavailable', { action: 'Connection' });
    },
    connected: () => names().flatMap((name) => byName.get(name)?.database ?? []),
    names,
    async test(name) {
      const connector = await entryOf(name).connection.connect();
      await connector.ping();
    },
    async ping(name) {
      const { connector } = entryOf(name).connection;
      if (connector === undefined) throw fault('database_unavailable', { action: 'Connection' });
      await connector.ping();
    },
    onChange: entries.onChange,
    async settled(timeoutMs) {
      const attempts = [...byName.values()].map(({ connection }) => connection.connect());
      const timeout = new AbortController();
      await Promise.race([
        Promise.allSettled(attempts),
        delay(timeoutMs, undefined, { signal: timeout.signal, ref: false }).catch(() => undefined),
      ]);
      timeout.abort();
    },
    close: entries.close,
  };
}

async function firstConnection(entry: DatabaseEntry): Promise<Database> {
  await entry.connection.connect();
  if (entry.database === undefined) {
    throw fault('service_not_found', { service: entry.service.name });
  }
  return entry.database;
}

import type { SqliteDatabase } from '@aquifer/sqlite';

/** The open file, and what it costs to know whether another process changed it. */
export interface StoreFile {
  readonly database: SqliteDatabase;
  /** Runs a change of the configuration in one transaction. */
  write<T>(action: () => T): T;
  /** Calls back after each of our own writes. */
  onWrite(written: () => void): void;
  /** The version of the configuration, exact: about 3 µs when nothing changed. */
  version(): number;
}

export function createStoreFile(database: SqliteDatabase): StoreFile {
  const listeners: (() => void)[] = [];
  let dataVersion = -1;
  let version = 0;
  return {
    database,
    write(action) {
      try {
        return database.transaction(action);
      } finally {
        // SQLite's data_version tells of the changes of others only.
        dataVersion = -1;
        for (const written of listeners) written();
      }
    },
    onWrite(written) {
      listeners.push(written);
    },
    version() {
      const seen = database.dataVersion();
      if (seen !== dataVersion) {
        version = database.value<number>('SELECT version FROM config_version') ?? 0;
        dataVersion = seen;
      }
      return version;
    },
  };
}

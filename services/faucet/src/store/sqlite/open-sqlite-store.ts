import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, migrate, openSqlite, sqliteErrorCode } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { ConfigStore } from '../config-store.ts';
import { createDsnCipher, makeSalt, saltSetting } from '../dsn-cipher.ts';
import type { DsnCipher, DsnKeys } from '../dsn-cipher.ts';
import { replacesClearText, resealDsns } from '../reseal-dsns.ts';
import type { StoredDsn } from '../reseal-dsns.ts';
import { createAdminRecords, listAdmins } from './admins.ts';
import { adoptOriginal } from './adopt-original.ts';
import { createAuditRecords } from './audit.ts';
import { createContractRecords } from './contracts.ts';
import { createKeyRecords, listKeys } from './keys.ts';
import { createLoginAttemptRecords } from './login-attempts.ts';
import { migrations } from './migrations.ts';
import { createRoleRecords, listRoles } from './roles.ts';
import { createServiceRecords, listSchemaVersions, listServices } from './services.ts';
import { createSessionRecords, listEndedSessions } from './sessions.ts';
import { createSettingRecords } from './settings.ts';
import { createStoreFile } from './store-file.ts';
import type { StoreFile } from './store-file.ts';
import { watchFile } from './watch-file.ts';

/** Opens `faucet.db` in a directory, making both when missing (0700, 0600). */
export async function openSqliteStore(dataDir: string, keys: DsnKeys): Promise<ConfigStore> {
  const file = createStoreFile(openFile(dataDir));
  try {
    const settings = createSettingRecords(file);
    const salt =
      keys.current || keys.previous ? await settings.getOrCreate(saltSetting, makeSalt) : '';
    const cipher = createDsnCipher(keys, salt);
    resealFile(file, cipher);
    return createStore(file, cipher);
  } catch (error) {
    file.database.close();
    throw error;
  }
}

function createStore(file: StoreFile, cipher: DsnCipher): ConfigStore {
  const { database } = file;
  const watch = watchFile(file);
  return {
    versionNow: file.version,
    version: async () => file.version(),
    readDirectory: async () =>
      database.transaction(
        () => ({
          version: file.version(),
          services: listServices(file, cipher),
          admins: listAdmins(file),
          roles: listRoles(file),
          keys: listKeys(file),
          endedSessions: listEndedSessions(file),
          schemaVersions: listSchemaVersions(file),
        }),
        'deferred',
      ),
    watch: watch.add,
    async ping() {
      database.value('SELECT 1');
    },
    async close() {
      watch.stop();
      // So that a copy of faucet.db alone is a whole backup once nobody has it open.
      if (database.isOpen) database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      database.close();
    },
    services: createServiceRecords(file, cipher),
    admins: createAdminRecords(file),
    sessions: createSessionRecords(file),
    roles: createRoleRecords(file),
    keys: createKeyRecords(file),
    settings: createSettingRecords(file),
    contracts: createContractRecords(file),
    audit: createAuditRecords(file),
    loginAttempts: createLoginAttemptRecords(file),
  };
}

function openFile(dataDir: string): SqliteDatabase {
  const path = join(dataDir, 'faucet.db');
  let database: SqliteDatabase | undefined;
  try {
    makeFolder(dataDir);
    // A revoked key must stay revoked after a power cut, so every commit is synced.
    database = openSqlite(path, { synchronous: 'full', pragmas: { secure_delete: 'on' } });
    chmodSync(path, 0o600);
    refuseNewer(database);
    adoptOriginal(database);
    migrate(database, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw openFault(error, path);
  }
}

function refuseNewer(database: SqliteDatabase): void {
  const recorded = database.value("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'");
  if (recorded === undefined) return;
  const newest = database.value<number>('SELECT max(version) FROM schema_migrations') ?? 0;
  if (newest > (migrations.at(-1)?.version ?? 0)) throw fault('config_store_newer');
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  cannot_open: 'no permission, or it is a directory',
  not_a_database: 'it is not a SQLite database',
  corrupt: 'it is damaged; restore a backup',
  read_only: 'it is read-only',
  permission: 'it is read-only',
  disk_full: 'the disk is full',
  busy: 'another process has locked it for long',
};

function openFault(error: unknown, path: string): unknown {
  const code = sqliteErrorCode(error);
  const reason = code === undefined ? fileReason(error) : reasons[code];
  if (reason === undefined) return error;
  return fault('config_store_unreadable', { reason: `${path}: ${reason}` }, { cause: error });
}

function fileReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return error.code === 'ENOENT' && error.syscall === 'mkdir'
    ? 'its folder cannot be made there'
    : `cannot make or open it (${String(error.code)})`;
}

function resealFile(file: StoreFile, cipher: DsnCipher): void {
  const { database } = file;
  const resealed = resealDsns(database.all<StoredDsn>('SELECT name, dsn FROM services'), cipher);
  if (resealed.length === 0) return;
  file.write(() => {
    for (const { name, before, dsn } of resealed) {
      database.run('UPDATE services SET dsn = ? WHERE name = ? AND dsn = ?', [dsn, name, before]);
    }
  });
  if (!replacesClearText(resealed)) return;
  // Pages written before secure_delete was on, and the log, would still show the clear text.
  database.exec('VACUUM');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

import { sqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { DatabaseService, Driver, SchemaLockMode } from '../../model/database-service.ts';
import type { ServiceRecords } from '../config-store.ts';
import type { DsnCipher } from '../dsn-cipher.ts';
import { newServiceColumns, serviceColumns } from '../service-columns.ts';
import type { StoreFile } from './store-file.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

interface ServiceRow {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly driver: Driver;
  readonly dsn: string;
  readonly schema_name: string;
  readonly read_only: number;
  readonly raw_sql_allowed: number;
  readonly is_active: number;
  readonly schema_lock: SchemaLockMode;
  readonly private_key_path: string;
  readonly max_open_conns: number;
  readonly max_idle_conns: number;
  readonly conn_max_lifetime_ms: number;
  readonly conn_max_idle_time_ms: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export function createServiceRecords(file: StoreFile, cipher: DsnCipher): ServiceRecords {
  const { database } = file;
  const find = (name: string): DatabaseService | undefined => {
    const row = database.get<ServiceRow>('SELECT * FROM services WHERE name = ?', [name]);
    return row === undefined ? undefined : serviceOfRow(row, cipher);
  };
  const change = (name: string, set: string, values: readonly (string | number | boolean)[]) => {
    const { changes } = file.write(() =>
      database.run(`UPDATE services SET ${set} WHERE name = ?`, [...values, name]),
    );
    if (changes === 0) throw fault('service_not_found', { service: name });
  };
  return {
    list: async () => listServices(file, cipher),
    find: async (name) => find(name),
    async create(input) {
      const now = writeTimestamp(new Date());
      const columns = new Map(newServiceColumns(input))
        .set('dsn', cipher.seal(input.name, input.dsn))
        .set('created_at', now)
        .set('updated_at', now);
      try {
        file.write(() =>
          database.run(
            `INSERT INTO services (${[...columns.keys()].join(', ')})
             VALUES (${[...columns.keys()].map(() => '?').join(', ')})`,
            [...columns.values()],
          ),
        );
      } catch (error) {
        if (sqliteErrorCode(error) !== 'unique') throw error;
        throw fault('duplicate_service', { service: input.name }, { cause: error });
      }
      return requireService(find(input.name), input.name);
    },
    async update(name, stated) {
      const columns = new Map(serviceColumns(stated)).set('updated_at', writeTimestamp(new Date()));
      if (stated.dsn !== undefined) columns.set('dsn', cipher.seal(name, stated.dsn));
      const set = [...columns.keys()].map((column) => `${column} = ?`).join(', ');
      change(name, set, [...columns.values()]);
      return requireService(find(name), name);
    },
    async remove(name) {
      const { changes } = file.write(() => {
        database.run('DELETE FROM schema_contracts WHERE service_name = ?', [name]);
        return database.run('DELETE FROM services WHERE name = ?', [name]);
      });
      if (changes === 0) throw fault('service_not_found', { service: name });
    },
    advanceSchemaVersion: async (name) => change(name, 'schema_version = schema_version + 1', []),
  };
}

export function listServices(file: StoreFile, cipher: DsnCipher): readonly DatabaseService[] {
  return file.database
    .all<ServiceRow>('SELECT * FROM services ORDER BY name')
    .map((row) => serviceOfRow(row, cipher));
}

export function listSchemaVersions(file: StoreFile): ReadonlyMap<string, number> {
  const rows = file.database.all<{ name: string; schema_version: number }>(
    'SELECT name, schema_version FROM services',
  );
  return new Map(rows.map((row) => [row.name, row.schema_version]));
}

function requireService(service: DatabaseService | undefined, name: string): DatabaseService {
  if (service === undefined) throw fault('service_not_found', { service: name });
  return service;
}

function serviceOfRow(row: ServiceRow, cipher: DsnCipher): DatabaseService {
  const dsn = cipher.open(row.name, row.dsn);
  return {
    id: row.id,
    name: row.name,
    label: row.label,
    driver: row.driver,
    dsn: dsn ?? '',
    ...(dsn === undefined ? { dsnUnreadable: true } : {}),
    schema: row.schema_name,
    readOnly: row.read_only !== 0,
    rawSqlAllowed: row.raw_sql_allowed !== 0,
    isActive: row.is_active !== 0,
    schemaLock: row.schema_lock,
    privateKeyPath: row.private_key_path,
    pool: {
      maxOpenConnections: row.max_open_conns,
      maxIdleConnections: row.max_idle_conns,
      connectionMaxLifetimeMs: row.conn_max_lifetime_ms,
      connectionMaxIdleTimeMs: row.conn_max_idle_time_ms,
    },
    createdAt: readTimestamp(row.created_at),
    updatedAt: readTimestamp(row.updated_at),
  };
}

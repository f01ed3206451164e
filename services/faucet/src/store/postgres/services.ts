import { postgresErrorCode } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { DatabaseService, Driver, SchemaLockMode } from '../../model/database-service.ts';
import type { ServiceRecords } from '../config-store.ts';
import type { DsnCipher } from '../dsn-cipher.ts';
import { newServiceColumns, serviceColumns } from '../service-columns.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';
import { readTimestamp } from './timestamp.ts';

interface ServiceRow {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly driver: Driver;
  readonly dsn: string;
  readonly schema_name: string;
  readonly read_only: boolean;
  readonly raw_sql_allowed: boolean;
  readonly is_active: boolean;
  readonly schema_lock: SchemaLockMode;
  readonly private_key_path: string;
  readonly max_open_conns: number;
  readonly max_idle_conns: number;
  readonly conn_max_lifetime_ms: number;
  readonly conn_max_idle_time_ms: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export function createServiceRecords(pool: StorePool, cipher: DsnCipher): ServiceRecords {
  return {
    list: () => listServices(pool.queries, cipher),
    async find(name) {
      const row = await pool.queries.one<ServiceRow>(
        'SELECT * FROM faucet.services WHERE name = $1',
        [name],
      );
      return row === undefined ? undefined : serviceOfRow(row, cipher);
    },
    async create(input) {
      const columns = new Map(newServiceColumns(input)).set(
        'dsn',
        cipher.seal(input.name, input.dsn),
      );
      const sql = `INSERT INTO faucet.services (${[...columns.keys()].join(', ')})
        VALUES (${[...columns.keys()].map((_, index) => `$${index + 1}`).join(', ')}) RETURNING *`;
      try {
        const row = await pool.write((transaction) =>
          transaction.one<ServiceRow>(sql, [...columns.values()]),
        );
        return serviceOfRow(requireRow(row, input.name), cipher);
      } catch (error) {
        if (postgresErrorCode(error) !== 'unique') throw error;
        throw fault('duplicate_service', { service: input.name }, { cause: error });
      }
    },
    async update(name, stated) {
      const columns = new Map(serviceColumns(stated));
      if (stated.dsn !== undefined) columns.set('dsn', cipher.seal(name, stated.dsn));
      const set = [...columns.keys()]
        .map((column, index) => `${column} = $${index + 2}, `)
        .join('');
      const row = await pool.write((transaction) =>
        transaction.one<ServiceRow>(
          `UPDATE faucet.services SET ${set}updated_at = now() WHERE name = $1 RETURNING *`,
          [name, ...columns.values()],
        ),
      );
      return serviceOfRow(requireRow(row, name), cipher);
    },
    remove: (name) =>
      pool.write(async (transaction) => {
        await transaction.query('DELETE FROM faucet.schema_contracts WHERE service_name = $1', [
          name,
        ]);
        requireRow(
          await transaction.one('DELETE FROM faucet.services WHERE name = $1 RETURNING id', [name]),
          name,
        );
      }),
    advanceSchemaVersion: (name) =>
      pool.write(async (transaction) => {
        const row = await transaction.one(
          `UPDATE faucet.services SET schema_version = schema_version + 1
           WHERE name = $1 RETURNING id`,
          [name],
        );
        requireRow(row, name);
      }),
  };
}

export async function listServices(
  queries: StoreQueries,
  cipher: DsnCipher,
): Promise<readonly DatabaseService[]> {
  // The order of SQLite, whatever the collation of the database.
  const rows = await queries.rows<ServiceRow>(
    'SELECT * FROM faucet.services ORDER BY name COLLATE "C"',
  );
  return rows.map((row) => serviceOfRow(row, cipher));
}

export async function listSchemaVersions(
  queries: StoreQueries,
): Promise<ReadonlyMap<string, number>> {
  const rows = await queries.rows<{ name: string; schema_version: number }>(
    'SELECT name, schema_version FROM faucet.services',
  );
  return new Map(rows.map((row) => [row.name, row.schema_version]));
}

function requireRow<Row>(row: Row | undefined, name: string): Row {
  if (row === undefined) throw fault('service_not_found', { service: name });
  return row;
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
    readOnly: row.read_only,
    rawSqlAllowed: row.raw_sql_allowed,
    isActive: row.is_active,
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

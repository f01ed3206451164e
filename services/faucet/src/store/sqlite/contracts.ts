import { fault } from '../../faults.ts';
import type { SchemaContract } from '../../model/schema-contract.ts';
import type { TableSchema } from '../../model/schema.ts';
import type { ContractRecords } from '../config-store.ts';
import type { StoreFile } from './store-file.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

interface ContractRow {
  readonly id: number;
  readonly service_name: string;
  readonly table_name: string;
  readonly schema_json: string;
  readonly locked_at: string;
  readonly promoted_at: string | null;
}

export function createContractRecords(file: StoreFile): ContractRecords {
  const { database } = file;
  const find = (serviceName: string, tableName: string): SchemaContract | undefined => {
    const row = database.get<ContractRow>(
      'SELECT * FROM schema_contracts WHERE service_name = ? AND table_name = ?',
      [serviceName, tableName],
    );
    return row === undefined ? undefined : contractOfRow(row);
  };
  const require = (serviceName: string, tableName: string): SchemaContract => {
    const contract = find(serviceName, tableName);
    if (contract === undefined) throw fault('contract_not_found', { table: tableName });
    return contract;
  };
  return {
    async list(serviceName) {
      return database
        .all<ContractRow>(
          'SELECT * FROM schema_contracts WHERE service_name = ? ORDER BY table_name',
          [serviceName],
        )
        .map(contractOfRow);
    },
    find: async (serviceName, tableName) => find(serviceName, tableName),
    lock: async (serviceName, schema) =>
      file.write(() => {
        database.run(
          `INSERT INTO schema_contracts (service_name, table_name, schema_json, locked_at)
           VALUES (?, ?, ?, ?)
           ON CONFLICT (service_name, table_name) DO UPDATE
           SET schema_json = excluded.schema_json, locked_at = excluded.locked_at, promoted_at = NULL`,
          [serviceName, schema.name, JSON.stringify(schema), writeTimestamp(new Date())],
        );
        return require(serviceName, schema.name);
      }),
    promote: async (serviceName, schema) =>
      file.write(() => {
        database.run(
          `UPDATE schema_contracts SET schema_json = ?, promoted_at = ?
           WHERE service_name = ? AND table_name = ?`,
          [JSON.stringify(schema), writeTimestamp(new Date()), serviceName, schema.name],
        );
        return require(serviceName, schema.name);
      }),
    unlock: async (serviceName, tableName) =>
      file.write(() => {
        require(serviceName, tableName);
        database.run('DELETE FROM schema_contracts WHERE service_name = ? AND table_name = ?', [
          serviceName,
          tableName,
        ]);
      }),
    unlockAll: async (serviceName) =>
      file.write(
        () =>
          database.run('DELETE FROM schema_contracts WHERE service_name = ?', [serviceName])
            .changes,
      ),
  };
}

function contractOfRow(row: ContractRow): SchemaContract {
  return {
    id: row.id,
    serviceName: row.service_name,
    tableName: row.table_name,
    schema: JSON.parse(row.schema_json) as TableSchema,
    lockedAt: readTimestamp(row.locked_at),
    ...(row.promoted_at === null ? {} : { promotedAt: readTimestamp(row.promoted_at) }),
  };
}

import { fault } from '../../faults.ts';
import type { SchemaContract } from '../../model/schema-contract.ts';
import type { TableSchema } from '../../model/schema.ts';
import type { ContractRecords } from '../config-store.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';
import { readTimestamp } from './timestamp.ts';

interface ContractRow {
  readonly id: number;
  readonly service_name: string;
  readonly table_name: string;
  readonly schema_json: string;
  readonly locked_at: string;
  readonly promoted_at: string | null;
}

export function createContractRecords(pool: StorePool): ContractRecords {
  return {
    async list(serviceName) {
      const rows = await pool.queries.rows<ContractRow>(
        `SELECT * FROM faucet.schema_contracts WHERE service_name = $1
         ORDER BY table_name COLLATE "C"`,
        [serviceName],
      );
      return rows.map(contractOfRow);
    },
    find: (serviceName, tableName) => findContract(pool.queries, serviceName, tableName),
    lock: (serviceName, schema) =>
      pool.write(async (transaction) => {
        const row = await transaction.one<ContractRow>(
          `INSERT INTO faucet.schema_contracts (service_name, table_name, schema_json)
           VALUES ($1, $2, $3)
           ON CONFLICT (service_name, table_name) DO UPDATE
           SET schema_json = excluded.schema_json, locked_at = now(), promoted_at = NULL
           RETURNING *`,
          [serviceName, schema.name, JSON.stringify(schema)],
        );
        return contractOfRow(requireRow(row, schema.name));
      }),
    promote: (serviceName, schema) =>
      pool.write(async (transaction) => {
        const row = await transaction.one<ContractRow>(
          `UPDATE faucet.schema_contracts SET schema_json = $3, promoted_at = now()
           WHERE service_name = $1 AND table_name = $2 RETURNING *`,
          [serviceName, schema.name, JSON.stringify(schema)],
        );
        return contractOfRow(requireRow(row, schema.name));
      }),
    unlock: (serviceName, tableName) =>
      pool.write(async (transaction) => {
        const row = await transaction.one(
          `DELETE FROM faucet.schema_contracts
           WHERE service_name = $1 AND table_name = $2 RETURNING id`,
          [serviceName, tableName],
        );
        requireRow(row, tableName);
      }),
    unlockAll: (serviceName) =>
      pool.write(async (transaction) => {
        const { count } = await transaction.query(
          'DELETE FROM faucet.schema_contracts WHERE service_name = $1',
          [serviceName],
        );
        return count;
      }),
  };
}

async function findContract(
  queries: StoreQueries,
  serviceName: string,
  tableName: string,
): Promise<SchemaContract | undefined> {
  const row = await queries.one<ContractRow>(
    'SELECT * FROM faucet.schema_contracts WHERE service_name = $1 AND table_name = $2',
    [serviceName, tableName],
  );
  return row === undefined ? undefined : contractOfRow(row);
}

function requireRow<Row>(row: Row | undefined, tableName: string): Row {
  if (row === undefined) throw fault('contract_not_found', { table: tableName });
  return row;
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

import { postgresErrorCode } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { ApiKey } from '../../model/api-key.ts';
import type { KeyRecords } from '../config-store.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';
import { readTimestamp } from './timestamp.ts';

interface KeyRow {
  readonly id: number;
  readonly key_hash: string;
  readonly key_prefix: string;
  readonly label: string;
  readonly role_id: number;
  readonly is_active: boolean;
  readonly rate_limit_per_minute: number | null;
  readonly expires_at: string | null;
  readonly created_at: string;
  readonly last_used: string | null;
}

export function createKeyRecords(pool: StorePool): KeyRecords {
  return {
    list: () => listKeys(pool.queries),
    async create(key) {
      try {
        const row = await pool.write((transaction) =>
          transaction.one<KeyRow>(
            `INSERT INTO faucet.api_keys
               (key_hash, key_prefix, label, role_id, rate_limit_per_minute, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING *`,
            [
              key.keyHash,
              key.keyPrefix,
              key.label,
              key.roleId,
              key.rateLimitPerMinute ?? null,
              key.expiresAt ?? null,
            ],
          ),
        );
        if (row === undefined) throw fault('role_not_found', { role: key.roleId });
        return keyOfRow(row);
      } catch (error) {
        if (postgresErrorCode(error) !== 'foreign_key') throw error;
        throw fault('role_not_found', { role: key.roleId }, { cause: error });
      }
    },
    revoke: (id) =>
      pool.write(async (transaction) => {
        const row = await transaction.one(
          'UPDATE faucet.api_keys SET is_active = false WHERE id = $1 RETURNING id',
          [id],
        );
        if (row === undefined) throw fault('key_not_found', { key: id });
      }),
    async recordUse(uses) {
      // In the order of ids, so that replicas writing at once cannot wait for each other.
      const sorted = [...uses].toSorted(([left], [right]) => left - right);
      await pool.transaction(async (transaction) => {
        for (const [id, at] of sorted) {
          await transaction.query(
            'UPDATE faucet.api_keys SET last_used = greatest(last_used, $2) WHERE id = $1',
            [id, at],
          );
        }
      });
    },
  };
}

/** Newest first. */
export async function listKeys(queries: StoreQueries): Promise<readonly ApiKey[]> {
  const rows = await queries.rows<KeyRow>('SELECT * FROM faucet.api_keys ORDER BY id DESC');
  return rows.map(keyOfRow);
}

function keyOfRow(row: KeyRow): ApiKey {
  return {
    id: row.id,
    keyHash: row.key_hash,
    keyPrefix: row.key_prefix,
    label: row.label,
    roleId: row.role_id,
    isActive: row.is_active,
    ...(row.rate_limit_per_minute === null
      ? {}
      : { rateLimitPerMinute: row.rate_limit_per_minute }),
    ...(row.expires_at === null ? {} : { expiresAt: readTimestamp(row.expires_at) }),
    createdAt: readTimestamp(row.created_at),
    ...(row.last_used === null ? {} : { lastUsedAt: readTimestamp(row.last_used) }),
  };
}

import { sqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { ApiKey } from '../../model/api-key.ts';
import type { KeyRecords } from '../config-store.ts';
import type { StoreFile } from './store-file.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

interface KeyRow {
  readonly id: number;
  readonly key_hash: string;
  readonly key_prefix: string;
  readonly label: string;
  readonly role_id: number;
  readonly is_active: number;
  readonly rate_limit_per_minute: number | null;
  readonly expires_at: string | null;
  readonly created_at: string;
  readonly last_used: string | null;
}

export function createKeyRecords(file: StoreFile): KeyRecords {
  const { database } = file;
  return {
    list: async () => listKeys(file),
    async create(key) {
      try {
        return file.write(() => {
          const { lastInsertRowid } = database.run(
            `INSERT INTO api_keys
               (key_hash, key_prefix, label, role_id, is_active, rate_limit_per_minute, expires_at, created_at)
             VALUES (?, ?, ?, ?, 1, ?, ?, ?)`,
            [
              key.keyHash,
              key.keyPrefix,
              key.label,
              key.roleId,
              key.rateLimitPerMinute ?? null,
              key.expiresAt === undefined ? null : writeTimestamp(key.expiresAt),
              writeTimestamp(new Date()),
            ],
          );
          return requireKey(file, Number(lastInsertRowid));
        });
      } catch (error) {
        if (sqliteErrorCode(error) !== 'foreign_key') throw error;
        throw fault('role_not_found', { role: key.roleId }, { cause: error });
      }
    },
    revoke: async (id) =>
      file.write(() => {
        const { changes } = database.run('UPDATE api_keys SET is_active = 0 WHERE id = ?', [id]);
        if (changes === 0) throw fault('key_not_found', { key: id });
      }),
    async recordUse(uses) {
      // Not `file.write`: who used a key changes nothing that others must read again.
      database.transaction(() => {
        for (const [id, at] of uses) {
          database.run('UPDATE api_keys SET last_used = ? WHERE id = ?', [writeTimestamp(at), id]);
        }
      });
    },
  };
}

/** Newest first. */
export function listKeys({ database }: StoreFile): readonly ApiKey[] {
  return database.all<KeyRow>('SELECT * FROM api_keys ORDER BY id DESC').map(keyOfRow);
}

function requireKey({ database }: StoreFile, id: number): ApiKey {
  const row = database.get<KeyRow>('SELECT * FROM api_keys WHERE id = ?', [id]);
  if (row === undefined) throw fault('key_not_found', { key: id });
  return keyOfRow(row);
}

function keyOfRow(row: KeyRow): ApiKey {
  return {
    id: row.id,
    keyHash: row.key_hash,
    keyPrefix: row.key_prefix,
    label: row.label,
    roleId: row.role_id,
    isActive: row.is_active !== 0,
    ...(row.rate_limit_per_minute === null
      ? {}
      : { rateLimitPerMinute: row.rate_limit_per_minute }),
    ...(row.expires_at === null ? {} : { expiresAt: readTimestamp(row.expires_at) }),
    createdAt: readTimestamp(row.created_at),
    ...(row.last_used === null ? {} : { lastUsedAt: readTimestamp(row.last_used) }),
  };
}

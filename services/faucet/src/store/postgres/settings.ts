import type { SettingRecords } from '../config-store.ts';
import type { StorePool } from './store-pool.ts';

export function createSettingRecords(pool: StorePool): SettingRecords {
  const get = (key: string): Promise<string | undefined> =>
    pool.queries.value<string>('SELECT value FROM faucet.settings WHERE key = $1', [key]);
  return {
    get,
    async set(key, value) {
      await pool.write((transaction) =>
        transaction.query(
          `INSERT INTO faucet.settings (key, value) VALUES ($1, $2)
           ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
          [key, value],
        ),
      );
    },
    async getOrCreate(key, make) {
      const present = await get(key);
      if (present !== undefined) return present;
      return pool.write(async (transaction) => {
        await transaction.query(
          'INSERT INTO faucet.settings (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING',
          [key, make()],
        );
        const kept = await transaction.value<string>(
          'SELECT value FROM faucet.settings WHERE key = $1',
          [key],
        );
        return kept ?? '';
      });
    },
    async list() {
      const rows = await pool.queries.rows<{ key: string; value: string }>(
        'SELECT key, value FROM faucet.settings ORDER BY key COLLATE "C"',
      );
      return new Map(rows.map((row) => [row.key, row.value]));
    },
  };
}

import type { SettingRecords } from '../config-store.ts';
import type { StoreFile } from './store-file.ts';

export function createSettingRecords(file: StoreFile): SettingRecords {
  const { database } = file;
  const get = (key: string): string | undefined =>
    database.value<string>('SELECT value FROM settings WHERE key = ?', [key]);
  return {
    get: async (key) => get(key),
    set: async (key, value) =>
      file.write(() => {
        database.run(
          `INSERT INTO settings (key, value) VALUES (?, ?)
           ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
          [key, value],
        );
      }),
    async getOrCreate(key, make) {
      const present = get(key);
      if (present !== undefined) return present;
      return file.write(() => {
        database.run('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING', [
          key,
          make(),
        ]);
        return get(key) ?? '';
      });
    },
    async list() {
      const rows = database.all<{ key: string; value: string }>(
        'SELECT key, value FROM settings ORDER BY key',
      );
      return new Map(rows.map((row) => [row.key, row.value]));
    },
  };
}

import type { SessionRecords } from '../config-store.ts';
import type { StoreFile } from './store-file.ts';
import { writeTimestamp } from './timestamp.ts';

export function createSessionRecords(file: StoreFile): SessionRecords {
  const { database } = file;
  return {
    end: async (tokenHash, expiresAt) =>
      file.write(() => {
        // An expired token is refused anyway.
        database.run('DELETE FROM ended_sessions WHERE expires_at <= ?', [
          writeTimestamp(new Date()),
        ]);
        database.run(
          'INSERT INTO ended_sessions (token_hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
          [tokenHash, writeTimestamp(expiresAt)],
        );
      }),
  };
}

export function listEndedSessions({ database }: StoreFile): ReadonlySet<string> {
  return new Set(database.values<string>('SELECT token_hash FROM ended_sessions'));
}

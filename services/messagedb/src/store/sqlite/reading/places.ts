import type { SqliteDatabase } from '@aquifer/sqlite';
import type { LogState } from '../../message-store.ts';
import { fileSchema } from '../attached-file.ts';

/** A number that SQLite keeps in each file for its owner. */
const REVISION = `PRAGMA ${fileSchema}.user_version`;

const HEAD = 'SELECT max(global_position) FROM messages';

const VERSION = `
  SELECT position FROM messages WHERE stream_name = ? ORDER BY position DESC LIMIT 1`;

/** Where the log is changed meanwhile, the revision is the former: then whoever compares it looks again. */
export function readState(database: SqliteDatabase): LogState {
  const revision = database.value<number>(REVISION) ?? 0;
  return { revision, head: database.value<number | null>(HEAD) ?? 0 };
}

/** Position of a stream's last message. */
export function readVersion(database: SqliteDatabase, streamName: string): number | undefined {
  return database.value<number>(VERSION, [streamName]);
}

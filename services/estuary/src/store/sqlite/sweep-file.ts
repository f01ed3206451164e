import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Retention } from '../retention.ts';
import { commit } from './commit.ts';

/** Rows that are removed at once: nothing else goes on meanwhile. */
const PART = 500;

const STATE = 'SELECT head, dropped FROM state';
/** Times never run back along the sequence. */
const LAST_OLD = `SELECT max(seq) FROM (
  SELECT seq, at FROM changes WHERE seq > ?1 ORDER BY seq LIMIT ?2) WHERE at < ?3`;
const DROP = 'DELETE FROM changes WHERE seq <= ?';
const SET_DROPPED = 'UPDATE state SET dropped = ?';
const FORGET = `DELETE FROM kept_answers WHERE scope IN (
  SELECT scope FROM kept_answers WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)`;

/** Removes a part of the changes and answers that are not to be kept; whether there may be more. */
export function sweepFile(database: SqliteDatabase, retention: Retention, now: number): boolean {
  return commit(database, () => {
    const dropped = dropChanges(database, retention, now);
    const forgotten = database.run(FORGET, [now, PART]).changes;
    return Math.max(dropped, forgotten) === PART;
  });
}

function dropChanges(
  database: SqliteDatabase,
  { changesMax, ageMax }: Retention,
  now: number,
): number {
  const { head, dropped } = database.get<{ head: number; dropped: number }>(STATE) ?? {
    head: 0,
    dropped: 0,
  };
  const lastOld = database.value<number | null>(LAST_OLD, [dropped, PART, now - ageMax]) ?? 0;
  const end = Math.min(Math.max(head - changesMax, lastOld), dropped + PART);
  if (end <= dropped) return 0;
  database.run(DROP, [end]);
  database.run(SET_DROPPED, [end]);
  return end - dropped;
}

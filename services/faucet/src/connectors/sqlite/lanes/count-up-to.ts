import type { SqliteDatabase } from '@aquifer/sqlite';
import { quote } from '../dialect.ts';

/** Rows of a table up to `max` + 1, at the cost of two looks where row ids are dense. */
export const countUpTo = (database: SqliteDatabase, table: string, max: number): number => {
  const name = quote(table);
  const span = rowidSpan(database, name);
  if (span === null) return 0;
  if (span !== undefined && span < max) return Number(span) + 1;
  return Number(
    database.value<bigint>(`SELECT COUNT(*) FROM (SELECT 1 FROM ${name} LIMIT ?)`, [max + 1]),
  );
};

/** Null when there are no rows, undefined when there are no row ids. */
const rowidSpan = (database: SqliteDatabase, name: string): bigint | null | undefined => {
  try {
    return database.value<bigint>(
      `SELECT (SELECT max(rowid) FROM ${name}) - (SELECT min(rowid) FROM ${name})`,
    );
  } catch {
    return undefined;
  }
};

import { pageBounds } from '../message-store.ts';
import { rowSize } from './row-expressions.ts';

/** What a page is made of. $1 is where it begins, $2 its limit; others begin at $3. */
export interface PageSource {
  /** The table with its schema. */
  readonly table: string;
  /** SQL of one row as JSON text. */
  readonly row: string;
  /** The position by which pages go on. */
  readonly key: 'position' | 'global_position';
  /** Columns of an index, in whose order the rows are. */
  readonly order: string;
  /** Condition for the messages of the index from a place on. */
  readonly range: (from: string) => string;
  /** What of the range belongs to the page; undefined takes all. */
  readonly filter: string | undefined;
  /** Whether rows are so small that their number is bound enough. */
  readonly isSmall?: boolean;
}

/** A filtered read looks at so many messages before others get a turn. */
const scannedMax = 50_000;

/**
 * A statement with one row: the page's rows as text, their number, and where to go on, null at the
 * end of the log. Rows are rendered behind LIMIT, so nothing is done for messages that are not
 * shown; what is too much for the page is not even fetched from where large values are kept.
 *
 * What stands outside of the scan keeps its order, there being nothing that could change it. Another
 * ORDER BY there would be a sort, and one that fetches all rows before the first.
 */
export function pageStatement(source: PageSource): string {
  const { table, row, key, order, range, filter, isSmall } = source;
  const from = (place: string): string => `FROM ${table} WHERE ${range(place)} ORDER BY ${order}`;
  const found =
    filter === undefined
      ? `SELECT * ${from('$1')} LIMIT $2`
      : `SELECT * FROM (SELECT * ${from('$1')} LIMIT ${scannedMax}) scanned WHERE ${filter} LIMIT $2`;
  const sized =
    isSmall === true
      ? `SELECT *, 0 AS before FROM (${found}) found`
      : `SELECT *, sum(size) OVER (ROWS UNBOUNDED PRECEDING) - size AS before
         FROM (SELECT *, ${rowSize} AS size FROM (${found}) found) measured`;
  const unseen = `(SELECT ${key} ${from('$1')} OFFSET ${scannedMax} LIMIT 1)`;
  return `
    SELECT page, shown, coalesce(cut, CASE
      WHEN found = $2 THEN (SELECT ${key} ${from('last + 1')} LIMIT 1)
      ${filter === undefined ? '' : `ELSE ${unseen}`}
    END)
    FROM (
      SELECT
        string_agg(${row}, ',') FILTER (WHERE before < ${pageBounds.bytes}) AS page,
        count(*) FILTER (WHERE before < ${pageBounds.bytes}) AS shown,
        min(${key}) FILTER (WHERE before >= ${pageBounds.bytes}) AS cut,
        count(*) AS found,
        max(${key}) AS last
      FROM (${sized}) sized
    ) pages`;
}

import { pageBounds } from '../message-store.ts';
import { isSmallRow, rowSize } from './row-expressions.ts';

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
}

/** A filtered read looks at so many messages before others get a turn. */
const scannedMax = 50_000;

/** If every row is smaller, a page cannot have too many bytes. */
const smallBytes = pageBounds.bytes / pageBounds.rows;

/**
 * A page of rows that are known to be small: one row of rendered rows, their number, where to go on
 * (null at the end of the log), and whether there were only such. If not, the page is of no use.
 *
 * Rows are rendered behind LIMIT, so that nothing is done for messages that are not shown.
 */
export function quickPage(source: PageSource, isSmall: string = isSmallRow(smallBytes)): string {
  return `
    SELECT page, found, ${next(source)}, small = found
    FROM (
      SELECT
        string_agg(${source.row}, ',') FILTER (WHERE ${isSmall}) AS page,
        count(*) FILTER (WHERE ${isSmall}) AS small,
        count(*) AS found,
        max(${source.key}) AS last
      FROM (${foundBy(source)}) found
    ) pages`;
}

/**
 * A page of any rows, in the same form. It ends when it has enough bytes; what is too much is not
 * even fetched from where large values are kept.
 */
export function exactPage(source: PageSource): string {
  const isShown = `WHERE before < ${pageBounds.bytes}`;
  return `
    SELECT page, shown, coalesce(cut, ${next(source)}), true
    FROM (
      SELECT
        string_agg(${source.row}, ',') FILTER (${isShown}) AS page,
        count(*) FILTER (${isShown}) AS shown,
        min(${source.key}) FILTER (WHERE before >= ${pageBounds.bytes}) AS cut,
        count(*) AS found,
        max(${source.key}) AS last
      FROM (
        SELECT *, sum(size) OVER (ROWS UNBOUNDED PRECEDING) - size AS before
        FROM (SELECT *, ${rowSize} AS size FROM (${foundBy(source)}) found) measured
      ) summed
    ) pages`;
}

/**
 * What stands outside of the scan keeps its order, there being nothing that could change it. Another
 * ORDER BY there would be a sort, and one that fetches all rows before the first.
 */
function foundBy(source: PageSource): string {
  const { filter } = source;
  if (filter === undefined) return `SELECT * ${scan(source, '$1')} LIMIT $2`;
  const scanned = `SELECT * ${scan(source, '$1')} LIMIT ${scannedMax}`;
  return `SELECT * FROM (${scanned}) scanned WHERE ${filter} LIMIT $2`;
}

/** Where to go on: behind a full page, or behind all that a filtered read has looked at. */
function next(source: PageSource): string {
  const { key, filter } = source;
  const unseen = `(SELECT ${key} ${scan(source, '$1')} OFFSET ${scannedMax} LIMIT 1)`;
  return `CASE
    WHEN found = $2 THEN (SELECT ${key} ${scan(source, 'last + 1')} LIMIT 1)
    ${filter === undefined ? '' : `ELSE ${unseen}`}
  END`;
}

function scan({ table, range, order }: PageSource, from: string): string {
  return `FROM ${table} WHERE ${range(from)} ORDER BY ${order}`;
}

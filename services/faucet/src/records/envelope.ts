/** Meta of a list, besides the time it took. */
export interface ListMeta {
  readonly count: number;
  readonly total?: number | undefined;
  readonly limit: number;
  readonly offset: number;
  readonly nextCursor?: string | undefined;
}

/** The list envelope of contract §8.2 around rows that are JSON already; `started` is of `performance.now()`. */
export const listEnvelope = (rows: string, meta: ListMeta, started: number): string => {
  const total = meta.total === undefined ? '' : `"total":${meta.total},`;
  const next = meta.nextCursor === undefined ? '' : `,"next_cursor":"${meta.nextCursor}"`;
  return `{"resource":[${rows}],"meta":{"count":${meta.count},${total}"limit":${meta.limit},"offset":${meta.offset},"took_ms":${took(started)}${next}}}\n`;
};

/** The envelope of a write: rows and how many. */
export const writtenEnvelope = (rows: readonly string[], count: number, started: number): string =>
  listEnvelope(rows.join(','), { count, limit: 0, offset: 0 }, started);

/** The envelope of a delete, which has no rows to show. */
export const deletedEnvelope = (count: number, started: number): string =>
  `{"meta":{"count":${count},"limit":0,"offset":0,"took_ms":${took(started)}}}\n`;

/** The envelope of a batch in which every record succeeds or fails alone (contract §8.4). */
export const mixedEnvelope = (
  entries: readonly string[],
  failed: readonly number[],
  started: number,
): string => {
  const errors = failed.length === 0 ? '' : `"errors":[${failed.join(',')}],`;
  const succeeded = entries.length - failed.length;
  return `{"resource":[${entries.join(',')}],"meta":{"count":${entries.length},"succeeded":${succeeded},"failed":${failed.length},${errors}"took_ms":${took(started)}}}\n`;
};

/** Milliseconds to the microsecond. */
const took = (started: number): number => Math.round((performance.now() - started) * 1000) / 1000;

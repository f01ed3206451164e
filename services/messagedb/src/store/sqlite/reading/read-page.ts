import type { SqliteDatabase, SqliteParameters } from '@aquifer/sqlite';
import type { RowPage } from '../../message-store.ts';
import { PageBuilder } from '../../page.ts';

interface KeyedRow {
  /** The place at which reading goes on to get this row. */
  readonly place: number;
  readonly row: string;
}

/**
 * Reads rows until the page is full. `sql` selects `place` and `row` and is given one row more
 * than the page holds, to know where to go on; `end` is where to go on when its rows are all read.
 */
export function readPage(
  database: SqliteDatabase,
  sql: string,
  parameters: SqliteParameters,
  limit: number,
  end: number | undefined,
): RowPage {
  const page = new PageBuilder(limit);
  for (const { place, row } of database.iterate<KeyedRow>(sql, parameters)) {
    if (page.isFull) return page.build(place);
    page.add(row);
  }
  return page.build(end);
}

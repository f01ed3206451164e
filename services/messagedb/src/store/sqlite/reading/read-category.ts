import type { SqliteDatabase, SqliteParameter } from '@aquifer/sqlite';
import type { CategoryQuery, RowPage } from '../../message-store.ts';
import { pageBounds } from '../../message-store.ts';
import { matchMessages } from './match-messages.ts';
import { readPage } from './read-page.ts';
import { categoryRow } from './row-columns.ts';

export function readCategory(database: SqliteDatabase, query: CategoryQuery): RowPage {
  const match = matchMessages(database, query);
  const sql = `
    SELECT global_position AS place, ${categoryRow} AS row
    ${match.from} ORDER BY global_position LIMIT ?`;
  const parameters: SqliteParameter[] = [
    ...match.parameters,
    Math.min(query.limit, pageBounds.rows) + 1,
  ];
  return readPage(database, sql, parameters, query.limit, match.end);
}

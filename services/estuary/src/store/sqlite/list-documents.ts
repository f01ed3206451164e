import type { SqliteDatabase } from '@aquifer/sqlite';
import type { DocumentPage, ListQuery } from '../document-store.ts';
import { bindTo, countSql, pageSql } from '../sql/list-statement.ts';
import type { SqlValue } from '../sql/list-statement.ts';
import { dialect } from './dialect.ts';
import { documentColumns, readDocument } from './rows.ts';
import type { DocumentRow } from './rows.ts';

/** A page of a collection; nothing is written between it and its count. */
export function listDocuments(database: SqliteDatabase, query: ListQuery): DocumentPage {
  const values: SqlValue[] = [];
  const sql = pageSql(query, documentColumns, dialect, bindTo(values, dialect));
  return {
    documents: database.all<DocumentRow>(sql, values).map(readDocument),
    total: query.counts ? countDocuments(database, query) : null,
  };
}

function countDocuments(database: SqliteDatabase, { filter }: ListQuery): number {
  const values: SqlValue[] = [];
  const sql = countSql(filter, dialect, bindTo(values, dialect));
  return database.value<number>(sql, values) ?? 0;
}

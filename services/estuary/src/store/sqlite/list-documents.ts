import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Document } from '../../model/document.ts';
import type { DocumentPage, ListQuery } from '../document-store.ts';
import { bindTo, countSql, pageSql } from '../sql/list-statement.ts';
import type { SqlValue } from '../sql/list-statement.ts';
import { dialect } from './dialect.ts';
import type { RememberedDocuments } from './remembered-documents.ts';
import { documentColumns, readDocument } from './rows.ts';
import type { DocumentRow } from './rows.ts';

/** A page of a collection; nothing is written between it and its count. */
export function listDocuments(
  database: SqliteDatabase,
  query: ListQuery,
  remembered: RememberedDocuments,
): DocumentPage {
  const seqs = database.values<number>(...select(query, 'created_seq'));
  return {
    documents: remembered.bySeqs(seqs) ?? readPage(database, query, remembered),
    total: query.counts ? countDocuments(database, query) : null,
  };
}

function readPage(
  database: SqliteDatabase,
  query: ListQuery,
  remembered: RememberedDocuments,
): readonly Document[] {
  const documents = database
    .all<DocumentRow>(...select(query, documentColumns))
    .map((row) => readDocument(row));
  for (const document of documents) remembered.remember(document);
  return documents;
}

function select(query: ListQuery, columns: string): [sql: string, values: readonly SqlValue[]] {
  const values: SqlValue[] = [];
  return [pageSql(query, columns, dialect, bindTo(values, dialect)), values];
}

function countDocuments(database: SqliteDatabase, { filter }: ListQuery): number {
  const values: SqlValue[] = [];
  const sql = countSql(filter, dialect, bindTo(values, dialect));
  return database.value<number>(sql, values) ?? 0;
}

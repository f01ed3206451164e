import type { Postgres } from '@aquifer/postgres';
import type { DocumentPage, ListQuery } from '../document-store.ts';
import { bindTo, countSql, pageSql } from '../sql/list-statement.ts';
import type { SqlValue } from '../sql/list-statement.ts';
import { dialect } from './dialect.ts';
import { documentColumns, readDocument } from './rows.ts';

/** A page of a collection and its count, in one statement: as they were at one moment. */
export async function listDocuments(
  postgres: Postgres,
  query: ListQuery,
  timeoutMs: number,
): Promise<DocumentPage> {
  const values: SqlValue[] = [];
  const rows = await postgres.readTexts(listSql(query, values), values, {
    prepare: true,
    timeoutMs,
  });
  if (!query.counts) return { documents: rows.map(readDocument), total: null };
  const found = rows.map(([, ...row]) => row);
  return {
    // Where nothing was found there is a row of the count alone.
    documents: found.filter(([collection]) => collection !== null).map(readDocument),
    total: Number(rows[0]?.[0] ?? 0),
  };
}

/** The statement of a page, behind its count where that is asked for; its values are added. */
export function listSql(query: ListQuery, values: SqlValue[]): string {
  const bind = bindTo(values, dialect);
  const page = pageSql(query, documentColumns, dialect, bind);
  if (!query.counts) return page;
  return `SELECT (${countSql(query.filter, dialect, bind)}), ${documentColumns}
    FROM (SELECT) one LEFT JOIN (${page}) page ON true`;
}

import type { Postgres, PostgresRow } from '@aquifer/postgres';
import type { Document } from '../../model/document.ts';
import type { ChangeFilter, Snapshot } from '../document-store.ts';
import { bindTo } from '../sql/list-statement.ts';
import type { SqlValue } from '../sql/list-statement.ts';
import { meantSql } from '../sql/meant-sql.ts';
import { dialect } from './dialect.ts';
import { documentColumns, readDocument } from './rows.ts';
import { schemaName, stateRow } from './schema.ts';
import { storeFailure } from './store-failure.ts';

const PAGE = 500;

/**
 * All documents that a filter means, as they are now: the rows of one statement, which are of one
 * moment however late they are fetched.
 */
export async function takeSnapshot(postgres: Postgres, filter: ChangeFilter): Promise<Snapshot> {
  const values: SqlValue[] = [];
  const sql = snapshotSql(filter, values);
  const stream = postgres.stream(sql, values, { batchSize: PAGE, raw: true });
  const batches = stream[Symbol.asyncIterator]();
  try {
    const first = await batches.next();
    const rows: readonly PostgresRow[] = first.done === true ? [] : first.value;
    return { seq: Number(rows[0]?.['head']), pages: pagesOf(rows, batches) };
  } catch (error) {
    throw storeFailure(error);
  }
}

/** There is a row of the last change, though there be no documents. */
function snapshotSql({ collection, ...rest }: ChangeFilter, values: SqlValue[]): string {
  const bind = bindTo(values, dialect);
  const { id } = rest;
  // Of an id there are few; the planner is to find them by it, rather than keep to the order.
  const within =
    collection === undefined && id !== undefined
      ? ` AND collection IN (SELECT collection FROM ${schemaName}.tallies)`
      : meantSql({ collection }, bind);
  const order = id === undefined ? 'ORDER BY created_seq' : 'ORDER BY created_seq + 0';
  return `SELECT head, ${documentColumns} FROM ${stateRow} LEFT JOIN (
      SELECT ${documentColumns} FROM ${schemaName}.documents
      WHERE true${within}${meantSql(rest, bind)} ${order}
    ) documents ON true`;
}

async function* pagesOf(
  first: readonly PostgresRow[],
  batches: AsyncIterator<PostgresRow[]>,
): AsyncGenerator<readonly Document[]> {
  try {
    for (let rows = first; rows.length > 0; rows = await nextOf(batches)) {
      const documents = rows.flatMap(readRow);
      if (documents.length > 0) yield documents;
    }
  } catch (error) {
    throw storeFailure(error);
  } finally {
    await batches.return?.();
  }
}

async function nextOf(batches: AsyncIterator<PostgresRow[]>): Promise<readonly PostgresRow[]> {
  const next = await batches.next();
  return next.done === true ? [] : next.value;
}

const columns = documentColumns.split(', ');

function readRow(row: PostgresRow): Document | [] {
  if (row['collection'] === null) return [];
  return readDocument(columns.map((column) => row[column] as string | null));
}

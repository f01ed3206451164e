import { setImmediate } from 'node:timers/promises';
import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Document } from '../../model/document.ts';
import type { ChangeFilter, Snapshot } from '../document-store.ts';
import { bindTo } from '../sql/list-statement.ts';
import type { SqlValue } from '../sql/list-statement.ts';
import { meantSql } from '../sql/meant-sql.ts';
import { dialect } from './dialect.ts';
import { documentColumns, readDocument } from './rows.ts';
import type { DocumentRow } from './rows.ts';
import type { HeldMoment, SnapshotReaders } from './snapshot-readers.ts';
import { reachFile } from './store-error.ts';

/** Documents that are looked at before others get a turn. */
const PART = 500;

/** All documents that a filter means, as they are now. */
export async function takeSnapshot(
  readers: SnapshotReaders,
  filter: ChangeFilter,
): Promise<Snapshot> {
  const moment = await readers.hold();
  const seq = reachFile(() => moment.database.value<number>('SELECT head FROM state')) ?? 0;
  return { seq, pages: pagesOf(moment, filter) };
}

async function* pagesOf(
  moment: HeldMoment,
  filter: ChangeFilter,
): AsyncGenerator<readonly Document[]> {
  try {
    let after = 0;
    for (;;) {
      const part = reachFile(() => readPart(moment.database, after, filter));
      if (part === undefined) return;
      if (part.documents.length > 0) yield part.documents;
      after = part.end;
      await setImmediate();
    }
  } finally {
    moment.release();
  }
}

interface Part {
  readonly documents: readonly Document[];
  /** `created_seq` of the last that was looked at. */
  readonly end: number;
}

/** What is meant of the next documents; undefined when there are none. */
function readPart(
  database: SqliteDatabase,
  after: number,
  { collection, ...rest }: ChangeFilter,
): Part | undefined {
  const values: SqlValue[] = [];
  const bind = bindTo(values, dialect);
  const within = `created_seq > ${bind(after)}${meantSql({ collection }, bind)}`;
  const end = database.value<number | null>(
    `SELECT max(created_seq) FROM (
      SELECT created_seq FROM documents WHERE ${within} ORDER BY created_seq LIMIT ${PART})`,
    values,
  );
  if (end === undefined || end === null) return undefined;
  const upTo = `created_seq <= ${bind(end)}`;
  const rows = database.all<DocumentRow>(
    `SELECT ${documentColumns} FROM documents
      WHERE ${within} AND ${upTo}${meantSql(rest, bind)} ORDER BY created_seq`,
    values,
  );
  return { documents: rows.map(readDocument), end };
}

import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Statement } from '../sql/dialect.ts';
import type { Job, JobResult, ReadJob, WriteJob } from './job.ts';
import { runRaw } from './run-raw.ts';

/**
 * The connections a job may use; they read integers as bigint. `reader` cannot write. In a
 * ':memory:' database both are one.
 */
export interface Connections {
  readonly reader: SqliteDatabase;
  readonly writer: SqliteDatabase;
}

/**
 * Runs any job but a stream to its end on the calling thread; throws SQLite's errors. A write
 * outside a transaction gets one of its own.
 */
export const runJob = (connections: Connections, job: Job): JobResult => {
  const { reader, writer } = connections;
  switch (job.kind) {
    case 'joined':
      // Inside a transaction its own writes are to be seen.
      return runJoined(writer.inTransaction ? writer : reader, job.statement);
    case 'keyed':
      return runKeyed(reader, job.statement);
    case 'stream':
      throw new Error('a stream is run by streamRows');
    case 'count':
      return { count: Number(reader.value<bigint>(job.statement.sql, job.statement.params)) };
    case 'write':
      return runWrite(writer, job);
    case 'raw':
      return runRaw(job.write ? writer : reader, job);
    case 'script':
      writer.transaction(() => job.statements.forEach((sql) => writer.run(sql)));
      return {};
    case 'begin':
      writer.run('BEGIN IMMEDIATE');
      return {};
    default:
      writer.run(job.kind);
      return {};
  }
};

/** The JSON of every row, one at a time. */
export const streamRows = (reader: SqliteDatabase, { statement }: ReadJob): Iterable<string> =>
  reader.iterateValues<string>(statement.sql, statement.params);

/** The rows of a read joined by commas. */
export const runJoined = (
  reader: SqliteDatabase,
  { sql, params }: Statement,
): { readonly json: string; readonly count: number } => {
  const row = reader.get<{ json: string | null; count: bigint }>(sql, params);
  return { json: row?.json ?? '', count: Number(row?.count ?? 0) };
};

const runKeyed = (reader: SqliteDatabase, { sql, params }: Statement): JobResult => {
  const rows = reader.all<Record<string, string | null>>(sql, params);
  return {
    keyed: rows.map(({ json, ...keys }) => ({ json: json ?? '', keys: Object.values(keys) })),
  };
};

const runWrite = (writer: SqliteDatabase, job: WriteJob): JobResult => {
  try {
    return writer.transaction(() => runSteps(writer, job));
  } catch (error) {
    if (error instanceof RowRefused) return { refused: true };
    throw error;
  }
};

/** A stored row breaks the check of its step; thrown so that the transaction rolls back. */
export class RowRefused extends Error {}

/** The steps of a write inside a transaction of the caller's. Throws RowRefused and SQLite's errors. */
export const runSteps = (writer: SqliteDatabase, job: WriteJob): JobResult => {
  const rows: string[] = [];
  let affected = 0;
  for (const { statement, returning, rowsMin } of job.steps) {
    if (!returning) {
      affected += writer.run(statement.sql, statement.params).changes;
      continue;
    }
    const written = writer.all<{ json: string; ok: bigint }>(statement.sql, statement.params);
    if (written.length < rowsMin) throw new RowRefused();
    for (const { json, ok } of written) {
      if (Number(ok) === 0) throw new RowRefused();
      rows.push(json);
    }
    affected += written.length;
  }
  return { rows, affected };
};

import type { SqliteDatabase } from '@aquifer/sqlite';
import type { KeyedRow } from '../connector.ts';
import { createAnswerSize } from '../sql/answer-size.ts';
import { bounded } from './bounded.ts';
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
      return runJoined(writer.inTransaction ? writer : reader, job);
    case 'keyed':
      return runKeyed(reader, job);
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

/** The JSON of every row, one at a time; a stream is not held in memory, so its rows may be large. */
export const streamRows = (reader: SqliteDatabase, { statement }: ReadJob): Iterable<string> => {
  reader.limitLength(undefined);
  return reader.iterateValues<string>(statement.sql, statement.params);
};

/** The rows of a read joined by commas. */
export const runJoined = (
  reader: SqliteDatabase,
  { statement: { sql, params }, answerBytesMax }: Pick<ReadJob, 'statement' | 'answerBytesMax'>,
): { readonly json: string; readonly count: number } =>
  bounded(reader, answerBytesMax, () => {
    const row = reader.get<{ json: string | null; count: bigint }>(sql, params);
    return { json: row?.json ?? '', count: Number(row?.count ?? 0) };
  });

const runKeyed = (
  reader: SqliteDatabase,
  { statement: { sql, params }, answerBytesMax }: ReadJob,
): JobResult =>
  bounded(reader, answerBytesMax, () => {
    const measure = createAnswerSize(answerBytesMax);
    const keyed: KeyedRow[] = [];
    for (const { json, ...keys } of reader.iterate<Record<string, string | null>>(sql, params)) {
      measure(json ?? '');
      keyed.push({ json: json ?? '', keys: Object.values(keys) });
    }
    return { keyed };
  });

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

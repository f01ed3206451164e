import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Statement } from '../sql/dialect.ts';
import type { Job, JobResult, ReadJob, WriteJob } from './job.ts';
import { runRaw } from './run-raw.ts';

/** The connections a job may use; `reader` and `writer` are one in a ':memory:' database. */
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
      return runJoined(reader, job);
    case 'keyed':
      return runKeyed(reader, job);
    case 'stream':
      throw new Error('a stream is run by streamRows');
    case 'count':
      return { count: reader.value<number>(job.statement.sql, job.statement.params) ?? 0 };
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
export const streamRows = (
  reader: SqliteDatabase,
  { statement, safe = statement }: ReadJob,
): Iterable<string> => reader.iterateValues<string>(safe.sql, safe.params);

interface Joined {
  readonly json: string | null;
  readonly count: number;
}

const runJoined = (reader: SqliteDatabase, job: ReadJob): JobResult => {
  const row = withSafe(job, ({ sql, params }) => reader.get<Joined>(sql, params));
  return { json: row?.json ?? '', count: row?.count ?? 0 };
};

const runKeyed = (reader: SqliteDatabase, job: ReadJob): JobResult => {
  const rows = withSafe(job, ({ sql, params }) =>
    reader.all<Record<string, string | null>>(sql, params),
  );
  return {
    keyed: rows.map(({ json, ...keys }) => ({ json: json ?? '', keys: Object.values(keys) })),
  };
};

/** Runs the fast statement, and the safe one when a cell did not match its column's type. */
const withSafe = <T>({ statement, safe }: ReadJob, run: (statement: Statement) => T): T => {
  try {
    return run(statement);
  } catch (error) {
    if (safe === undefined || !isUnrenderable(error)) throw error;
    return run(safe);
  }
};

/** The words of SQLite's JSON functions (sqlite/src/json.c) about values they cannot render. */
const isUnrenderable = (error: unknown): boolean =>
  error instanceof Error && /^(?:JSON cannot hold BLOB values|malformed JSON)/.test(error.message);

const runWrite = (writer: SqliteDatabase, job: WriteJob): JobResult => {
  try {
    return writer.transaction(() => runSteps(writer, job));
  } catch (error) {
    if (error instanceof RowRefused) return { refused: true };
    throw error;
  }
};

/** Thrown through the transaction, so that it rolls back. */
class RowRefused extends Error {}

const runSteps = (writer: SqliteDatabase, job: WriteJob): JobResult => {
  const rows: string[] = [];
  let affected = 0;
  for (const { statement, returning, rowsMin } of job.steps) {
    if (!returning) {
      affected += writer.run(statement.sql, statement.params).changes;
      continue;
    }
    const written = writer.all<{ json: string; ok: number }>(statement.sql, statement.params);
    if (written.length < rowsMin || written.some(({ ok }) => ok === 0)) throw new RowRefused();
    for (const { json } of written) rows.push(json);
    affected += written.length;
  }
  return { rows, affected };
};

import type { SqliteColumn, SqliteDatabase, SqliteValue } from '@aquifer/sqlite';
import { createAnswerSize } from '../sql/answer-size.ts';
import { bounded } from './bounded.ts';
import { columnKind } from './column-type.ts';
import type { JobResult, RawJob } from './job.ts';
import { onlyReads } from './raw-sql.ts';
import { renderTimestamp } from './timestamps.ts';

/**
 * Runs a statement the caller wrote. Reading happens on a connection that cannot write; writing in
 * a transaction, so that a statement whose rows are cut at `rowsMax` has still done all its work.
 */
export const runRaw = (database: SqliteDatabase, job: RawJob): JobResult => {
  const columns = database.columns(job.sql);
  // What only reads must not hold the lock that writers wait for.
  if (!job.write || onlyReads(job.sql)) {
    return bounded(database, job.answerBytesMax, () => fetchRows(database, job, columns));
  }
  database.limitLength(undefined);
  return database.transaction(() => {
    if (columns.length > 0) return fetchRows(database, job, columns);
    const { changes } = database.run(job.sql, job.params);
    return { json: '', count: 0, truncated: false, affected: changes };
  });
};

const fetchRows = (
  database: SqliteDatabase,
  { sql, params, rowsMax, answerBytesMax }: RawJob,
  columns: readonly SqliteColumn[],
): JobResult => {
  const rows: string[] = [];
  const measure = createAnswerSize(answerBytesMax);
  for (const row of database.iterate(sql, params)) {
    if (rows.length === rowsMax) return { json: rows.join(','), count: rowsMax, truncated: true };
    const json = renderRow(row, columns);
    measure(json);
    rows.push(json);
  }
  return { json: rows.join(','), count: rows.length, truncated: false };
};

const renderRow = (
  row: Readonly<Record<string, SqliteValue>>,
  columns: readonly SqliteColumn[],
): string => {
  const names = new Set(columns.map(({ name }) => name));
  const types = new Map(columns.map(({ name, type }) => [name, type ?? '']));
  const pairs = [...names].map(
    (name) => `${JSON.stringify(name)}:${renderValue(row[name] ?? null, types.get(name) ?? '')}`,
  );
  return `{${pairs.join(',')}}`;
};

/** The same JSON that reads of a table give: see `jsonValue`. */
const renderValue = (value: SqliteValue, declared: string): string => {
  switch (typeof value) {
    case 'bigint':
      return String(value);
    case 'number':
      return renderReal(value);
    case 'string':
      return renderText(value, declared);
    default:
      return value === null ? 'null' : JSON.stringify(Buffer.from(value).toString('base64'));
  }
};

/** Integers are read as bigint, so a number is a REAL and shows it. JSON has no infinity. */
const renderReal = (value: number): string => {
  if (!Number.isFinite(value)) return 'null';
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
};

const renderText = (value: string, declared: string): string => {
  if (declared === '') return JSON.stringify(value);
  const { json_type } = columnKind(declared);
  if (json_type === 'string(date-time)') return JSON.stringify(renderTimestamp(value));
  return json_type === 'object' && isJson(value) ? value : JSON.stringify(value);
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

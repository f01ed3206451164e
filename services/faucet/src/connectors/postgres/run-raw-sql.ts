import type { Postgres, PostgresTransaction } from '@aquifer/postgres';
import type { CellValue } from '../../query/plan.ts';
import type { RawSql, RawSqlResult, RowsText } from '../connector.ts';
import type { TypeCatalog } from './column-type.ts';
import { asFaults } from './errors.ts';
import { parseRawSql } from './parse-raw-sql.ts';
import { renderQuery, renderText } from './render-rows.ts';

/**
 * One statement by the caller in a transaction: read-only and rolled back, or committed. Its
 * connection is not used again: functions that the statement calls may take locks, change settings
 * and make temporary tables of the session, which no grammar can see.
 */
export const runRawSql = async (
  postgres: Postgres,
  types: TypeCatalog,
  request: RawSql,
): Promise<RawSqlResult> => {
  const { text, isQuery } = await parseRawSql(request.sql, request.write);
  const run = (transaction: PostgresTransaction): Promise<RawSqlResult> =>
    isQuery
      ? runQuery(transaction, types, text, request)
      : runOther(transaction, types, text, request);
  return asFaults({ action: 'Query', timeoutMs: request.timeoutMs, ownSql: true }, () =>
    request.write ? postgres.transaction(run, { endsSession: true }) : readOnly(postgres, run),
  );
};

/** Rolled back at the end, so that nothing of it stays in the database. */
const readOnly = async <T>(
  postgres: Postgres,
  run: (transaction: PostgresTransaction) => Promise<T>,
): Promise<T> => {
  const done = new Done<T>();
  try {
    return await postgres.transaction(
      async (transaction) => {
        done.result = { value: await run(transaction) };
        throw done;
      },
      { readOnly: true, endsSession: true },
    );
  } catch (error) {
    if (error === done && done.result !== undefined) return done.result.value;
    throw error;
  }
};

/** Thrown to end a transaction that went well without committing it. */
class Done<T> extends Error {
  result: { readonly value: T } | undefined;
}

const runQuery = (
  queries: PostgresTransaction,
  types: TypeCatalog,
  text: string,
  { params, timeoutMs, rowsMax, ...limit }: RawSql,
): Promise<RawSqlResult> => {
  const rendering = {
    queries,
    types,
    params: params.map(parameter),
    options: { timeoutMs, ...answerLimit(limit) },
  };
  return renderQuery(rendering, text, rowsMax);
};

const runOther = async (
  queries: PostgresTransaction,
  types: TypeCatalog,
  text: string,
  { params, timeoutMs, rowsMax, ...limit }: RawSql,
): Promise<RawSqlResult> => {
  const options = { timeoutMs, raw: true, ...answerLimit(limit) };
  const result = await queries.query<Record<string, string | null>>(
    text,
    params.map(parameter),
    options,
  );
  const all = result.rows.map((row) => result.columns.map(({ name }) => row[name] ?? null));
  const rendering = { queries, types, params: [], options: { timeoutMs, ...answerLimit(limit) } };
  const rows: RowsText = await renderText(rendering, result.columns, all.slice(0, rowsMax));
  const affected = result.columns.length === 0 ? { affected: result.count } : {};
  return { ...rows, truncated: all.length > rowsMax, ...affected };
};

const answerLimit = ({ answerBytesMax }: Pick<RawSql, 'answerBytesMax'>) =>
  answerBytesMax === undefined ? {} : { answerBytesMax };

/** Parameters travel as text; the server reads them as what the statement needs. */
const parameter = (value: CellValue): string | null => {
  if (value === null) return null;
  return typeof value === 'object' ? value.text : String(value);
};

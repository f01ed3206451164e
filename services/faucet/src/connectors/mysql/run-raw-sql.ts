import type { CellValue } from '../../query/plan.ts';
import type { RawSql, RawSqlResult } from '../connector.ts';
import { asFaults } from './errors.ts';
import type { Mysql, MysqlResult, MysqlSession } from './mysql.ts';
import { parseRawSql } from './parse-raw-sql.ts';
import { renderResult } from './render-rows.ts';

/**
 * One statement by the caller in a transaction: read-only and rolled back, or committed. Its
 * connection is not used again: triggers and routines that the statement sets off may take locks,
 * set variables and make temporary tables of the session, which no grammar can see.
 */
export const runRawSql = async (mysql: Mysql, request: RawSql): Promise<RawSqlResult> => {
  const sql = parseRawSql(request.sql, request.write);
  const doing = { action: 'Query', timeoutMs: request.timeoutMs, ownSql: true } as const;
  return asFaults(doing, () =>
    mysql.transaction((session) => limited(session, sql, request), {
      readOnly: !request.write,
      endsSession: true,
    }),
  );
};

const limited = async (
  session: MysqlSession,
  sql: string,
  request: RawSql,
): Promise<RawSqlResult> => {
  const { rowsMax } = request;
  // The server stops there by itself; a LIMIT of the statement's own goes before it.
  await session.text(`SET sql_select_limit = ${rowsMax + 1}`, {}, 0);
  const result = await runOne(session, sql, request);
  const rows = renderResult({ ...result, rows: result.rows.slice(0, rowsMax) });
  const isResult = result.fields !== undefined;
  return {
    ...rows,
    truncated: result.rows.length > rowsMax,
    ...(!isResult && { affected: result.affected }),
  };
};

const nothing: MysqlResult = { rows: [], affected: 0, insertId: '0' };

const runOne = async (
  session: MysqlSession,
  sql: string,
  { params, timeoutMs, rowsMax, answerBytesMax }: RawSql,
): Promise<MysqlResult> => {
  const limits = { timeoutMs, ...(answerBytesMax !== undefined && { answerBytesMax }) };
  if (params.length > 0) return session.run({ sql, params: params.map(parameter) }, limits);
  const results = await session.text(sql, limits, rowsMax + 1);
  return results.find(({ fields }) => fields !== undefined) ?? results[0] ?? nothing;
};

const parameter = (value: CellValue): string | number | null => {
  if (value === null) return null;
  if (typeof value === 'object') return value.text;
  return typeof value === 'boolean' ? Number(value) : value;
};

import type { CellValue } from '../../query/plan.ts';
import type { RawSql, RawSqlResult } from '../connector.ts';
import type { SqlParameter } from '../sql/dialect.ts';
import { asFaults } from './errors.ts';
import { parseRawSql } from './parse-raw-sql.ts';
import { renderResult } from './render-rows.ts';
import type { Snowflake, SnowflakeResult } from './snowflake.ts';

/** One statement by the caller; the server gives one row more than wanted at most. */
export const runRawSql = async (snowflake: Snowflake, request: RawSql): Promise<RawSqlResult> => {
  const { text, isQuery } = parseRawSql(request.sql, request.write);
  const { timeoutMs, rowsMax } = request;
  const statement = { sql: text, params: request.params.map(parameter) };
  return asFaults({ action: 'Query', timeoutMs, ownSql: true }, () =>
    snowflake.transaction(
      async (queries) =>
        resultOf(
          await queries.run(statement, { timeoutMs, rowsMax: rowsMax + 1 }),
          isQuery,
          rowsMax,
        ),
      { rollback: isQuery },
    ),
  );
};

/** Statements that write answer with a row of numbers, which are not rows of the caller's. */
const resultOf = (result: SnowflakeResult, isQuery: boolean, rowsMax: number): RawSqlResult => {
  if (!isQuery) return { json: '', count: 0, truncated: false, affected: result.affected };
  const rows = renderResult({ ...result, rows: result.rows.slice(0, rowsMax) });
  return { ...rows, truncated: result.rows.length > rowsMax };
};

const parameter = (value: CellValue): SqlParameter =>
  typeof value === 'object' && value !== null ? value.text : value;

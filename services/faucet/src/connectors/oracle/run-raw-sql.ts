import type { CellValue } from '../../query/plan.ts';
import type { RawSql, RawSqlResult } from '../connector.ts';
import type { SqlParameter } from '../sql/dialect.ts';
import { asFaults } from './errors.ts';
import type { OracleResult } from './oracle-statement.ts';
import type { Oracle } from './oracle.ts';
import { parseRawSql } from './parse-raw-sql.ts';
import { renderResult } from './render-rows.ts';

/** One statement by the caller in a transaction: read-only and rolled back, or committed. */
export const runRawSql = async (oracle: Oracle, request: RawSql): Promise<RawSqlResult> => {
  const { text, isQuery } = parseRawSql(request.sql, request.write);
  const { timeoutMs, rowsMax } = request;
  const statement = { sql: text, params: request.params.map(parameter) };
  return asFaults({ action: 'Query', timeoutMs, ownSql: true }, () =>
    oracle.transaction(
      async (queries) => {
        if (isQuery) await queries.run({ sql: 'SET TRANSACTION READ ONLY', params: [] });
        const result = await queries.run(statement, { timeoutMs, rowsMax: rowsMax + 1 });
        return resultOf(result, rowsMax);
      },
      { rollback: isQuery },
    ),
  );
};

const resultOf = (result: OracleResult, rowsMax: number): RawSqlResult => {
  if (result.columns.length === 0) {
    return { json: '', count: 0, truncated: false, affected: result.affected };
  }
  const rows = renderResult({ ...result, rows: result.rows.slice(0, rowsMax) });
  return { ...rows, truncated: result.rows.length > rowsMax };
};

/** Booleans are numbers to every release before 23ai. */
const parameter = (value: CellValue): SqlParameter => {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? value.text : value;
};

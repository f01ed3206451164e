import type { CellValue } from '../../query/plan.ts';
import type { RawSql, RawSqlResult } from '../connector.ts';
import type { SqlParameter, Statement } from '../sql/dialect.ts';
import { quote, text } from './dialect.ts';
import { asFaults, isMssqlError } from './errors.ts';
import type { Mssql, MssqlQueries, MssqlResults } from './mssql.ts';
import { type ParsedSql, parseRawSql } from './parse-raw-sql.ts';
import { renderResult } from './render-rows.ts';

/** One statement by the caller in a transaction: rolled back when it reads, or committed. */
export const runRawSql = async (mssql: Mssql, request: RawSql): Promise<RawSqlResult> => {
  const parsed = parseRawSql(request.sql, request.write);
  return asFaults({ action: 'Query', timeoutMs: request.timeoutMs, ownSql: true }, () =>
    parsed.isQuery
      ? rolledBack(mssql, (queries) => runQuery(queries, parsed, request))
      : mssql.transaction(async (queries) =>
          resultOf(
            await queries.run({ sql: parsed.text, params: request.params.map(parameter) }, request),
            request,
          ),
        ),
  );
};

/** Nothing of a statement that reads may stay. */
const rolledBack = async <T>(
  mssql: Mssql,
  work: (queries: MssqlQueries) => Promise<T>,
): Promise<T> => {
  const done = new Done<T>();
  try {
    return await mssql.transaction(async (queries) => {
      done.result = { value: await work(queries) };
      throw done;
    });
  } catch (error) {
    if (error === done && done.result !== undefined) return done.result.value;
    throw error;
  }
};

/** Thrown to end a transaction that went well without committing it. */
class Done<T> extends Error {
  result: { readonly value: T } | undefined;
}

const runQuery = async (
  queries: MssqlQueries,
  { text: sql }: ParsedSql,
  request: RawSql,
): Promise<RawSqlResult> => {
  const params = request.params.map(parameter);
  const described = await describe(queries, sql, params);
  const statement = compileRawQuery(sql, params, request.rowsMax, described);
  return resultOf(await queries.run(statement, request), request);
};

/** A column of a result, as the server tells before it runs the statement. */
export interface DescribedColumn {
  readonly name: string | null;
  /** With sizes, such as `decimal(10,2)`. */
  readonly type: string;
}

/**
 * The statement, stopped by the server after one row more than wanted. The driver reads decimals as
 * doubles; where there are any, the server is told to send them as text.
 */
export const compileRawQuery = (
  sql: string,
  params: readonly SqlParameter[],
  rowsMax: number,
  described: readonly DescribedColumn[],
): Statement => {
  const limited = (body: string): string =>
    `SET ROWCOUNT ${rowsMax + 1};\n${body}\n;SET ROWCOUNT 0;`;
  if (!described.some(({ type }) => isDecimal(type))) return { sql: limited(sql), params };
  const columns = described.map(
    ({ name, type }, index) =>
      `${quote(name || `column${index + 1}`)} ${isDecimal(type) ? 'varchar(41)' : type} NULL`,
  );
  const declared = params.map((value, index) => `@p${index + 1} ${declaredType(value)}`);
  const passed = params.map((_, index) => `, @p${index + 1} = @p${index + 1}`).join('');
  const call = `EXEC sys.sp_executesql ${text(sql)}, ${text(declared.join(', '))}${passed}`;
  return { sql: limited(`${call} WITH RESULT SETS ((${columns.join(', ')}))`), params };
};

const isDecimal = (type: string): boolean => /^(decimal|numeric)\b/i.test(type);

const declaredType = (value: SqlParameter): string => {
  if (typeof value === 'bigint') return 'bigint';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'bigint' : 'float';
  return typeof value === 'boolean' ? 'bit' : 'nvarchar(max)';
};

/** None for statements the server cannot tell about beforehand, such as those over temporary tables. */
const describe = async (
  queries: MssqlQueries,
  sql: string,
  params: readonly SqlParameter[],
): Promise<readonly DescribedColumn[]> => {
  const declared = params.map((value, index) => `@p${index + 1} ${declaredType(value)}`).join(', ');
  try {
    const [result] = await queries.run({ sql: describeQuery, params: [sql, declared] });
    const rows = result?.rows ?? [];
    // One column the server cannot tell, and the list is of no use.
    if (rows.some(([, type]) => typeof type !== 'string')) return [];
    return rows.map(([name, type]) => ({
      name: typeof name === 'string' ? name : null,
      type: String(type),
    }));
  } catch (error) {
    if (isMssqlError(error)) return [];
    throw error;
  }
};

/** Hidden columns are not sent. */
const describeQuery = `
SELECT name, system_type_name FROM sys.dm_exec_describe_first_result_set(@p1, @p2, 0)
WHERE is_hidden = 0 ORDER BY column_ordinal`;

const resultOf = (results: MssqlResults, { rowsMax }: RawSql): RawSqlResult => {
  const [first] = [...results];
  if (first === undefined || first.columns.length === 0) {
    return { json: '', count: 0, truncated: false, affected: results.affected };
  }
  const rows = renderResult({ ...first, rows: first.rows.slice(0, rowsMax) });
  return { ...rows, truncated: first.rows.length > rowsMax };
};

const parameter = (value: CellValue): SqlParameter =>
  typeof value === 'object' && value !== null ? value.text : value;

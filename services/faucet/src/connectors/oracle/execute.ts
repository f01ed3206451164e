import type { BindDefinition, Connection, Metadata, OracleDb, Result, ResultSet } from 'oracledb';
import type { SqlParameter } from '../sql/dialect.ts';
import { interruptible } from '../sql/interruptible.ts';
import type {
  OracleColumn,
  OracleOutput,
  OracleResult,
  OracleRows,
  OracleRun,
  OracleStatement,
} from './oracle-statement.ts';

/** How a statement on this connection is stopped. */
export const interruptOf = (connection: Connection): Parameters<typeof interruptible>[1] => ({
  cancel: () => void connection.breakExecution().catch(() => undefined),
  cut: () => void connection.close({ drop: true }).catch(() => undefined),
});

/** One statement, its rows and outputs read to the end. */
export const execute = (
  driver: OracleDb,
  connection: Connection,
  { sql, params, outputs = [], isBlock = false }: OracleStatement,
  autoCommit: boolean,
  { rowsMax = 0, ...run }: OracleRun = {},
): Promise<OracleResult> =>
  interruptible(run, interruptOf(connection), async () => {
    const binds = [
      ...params.map((value) => inBind(driver, value)),
      ...outputs.map((kind) => outBind(driver, kind)),
    ];
    const result = await connection.execute(sql, binds, {
      autoCommit,
      maxRows: rowsMax,
      // Only so do implicit results tell their columns.
      resultSet: isBlock,
      outFormat: driver.OUT_FORMAT_ARRAY,
      fetchTypeHandler: fetchType(driver),
    });
    return resultOf(result);
  });

/** Everything but bytes comes as text, which is exact. */
export const fetchType =
  (driver: OracleDb) =>
  ({ dbType }: Metadata): { readonly type: OracleDb['DB_TYPE_VARCHAR'] } | undefined => {
    if (dbType.name === 'DB_TYPE_BLOB') return { type: driver.DB_TYPE_RAW };
    return asText.test(dbType.name) ? { type: driver.DB_TYPE_VARCHAR } : undefined;
  };

const asText =
  /^DB_TYPE_(N?CLOB|NUMBER|BINARY_(DOUBLE|FLOAT)|DATE|TIMESTAMP(_L?TZ)?|JSON|LONG|U?ROWID)$/;

/** A value for a placeholder. */
export const inBind = (driver: OracleDb, value: SqlParameter): BindDefinition => {
  const dir = driver.BIND_IN;
  if (typeof value === 'boolean') return { dir, type: driver.DB_TYPE_BOOLEAN, val: value };
  if (typeof value === 'number') {
    const isWhole = Number.isSafeInteger(value);
    return {
      dir,
      type: isWhole ? driver.DB_TYPE_NUMBER : driver.DB_TYPE_BINARY_DOUBLE,
      val: value,
    };
  }
  if (value === null || typeof value === 'string' || typeof value === 'bigint') {
    return { dir, type: driver.DB_TYPE_VARCHAR, val: value === null ? null : String(value) };
  }
  return { dir, type: driver.DB_TYPE_RAW, val: Buffer.from(value) };
};

const outBind = (driver: OracleDb, kind: 'rowids' | 'text' | 'rows'): BindDefinition => {
  const dir = driver.BIND_OUT;
  if (kind === 'rows') return { dir, type: driver.DB_TYPE_CURSOR };
  return kind === 'text'
    ? { dir, type: driver.DB_TYPE_CLOB }
    : { dir, type: driver.DB_TYPE_VARCHAR, maxSize: 4000 };
};

const resultOf = async (result: Result): Promise<OracleResult> => {
  const outputs: OracleOutput[] = [];
  for (const value of result.outBinds ?? []) outputs.push(await outputOf(value));
  const implicit: OracleRows[] = [];
  for (const resultSet of result.implicitResults ?? []) implicit.push(await allRows(resultSet));
  return {
    columns: (result.metaData ?? []).map(columnOf),
    rows: (result.rows ?? []) as OracleRows['rows'],
    affected: result.rowsAffected ?? 0,
    outputs,
    implicit,
  };
};

const outputOf = async (value: unknown): Promise<OracleOutput> => {
  if (Array.isArray(value)) return { kind: 'texts', values: value.map(String) };
  if (isResultSet(value)) return { kind: 'rows', rows: await allRows(value) };
  if (isLob(value)) return { kind: 'text', value: await value.getData() };
  return { kind: 'text', value: typeof value === 'string' ? value : null };
};

const isResultSet = (value: unknown): value is ResultSet =>
  typeof value === 'object' && value !== null && 'getRows' in value;

const isLob = (value: unknown): value is { getData(): Promise<string> } =>
  typeof value === 'object' && value !== null && 'getData' in value;

/** What one call answers with at most; the memory of the server is not the caller's. */
const cursorRowsMax = 100_000;

const allRows = async (resultSet: ResultSet): Promise<OracleRows> => {
  try {
    const rows = await resultSet.getRows(cursorRowsMax);
    return { columns: resultSet.metaData.map(columnOf), rows: rows as OracleRows['rows'] };
  } finally {
    await resultSet.close();
  }
};

const columnOf = ({ name, dbType }: Metadata): OracleColumn => ({
  name,
  type: dbType.name.replace('DB_TYPE_', ''),
});

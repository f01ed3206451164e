import type {
  BindDefinition,
  Connection,
  Metadata,
  OracleDb,
  Pool,
  Result,
  ResultSet,
} from 'oracledb';
import { connectionsMaxOf, type PoolLimits } from '../../model/database-service.ts';
import type { RunOptions } from '../connector.ts';
import type { SqlParameter, Statement } from '../sql/dialect.ts';
import { interruptible } from '../sql/interruptible.ts';
import type { OracleAddress } from './parse-dsn.ts';

/** A cell as the driver gives it: text for all but binary values. */
export type OracleCell = null | string | number | boolean | Uint8Array;

export interface OracleColumn {
  readonly name: string;
  /** `NUMBER`, `DATE`, ... */
  readonly type: string;
}

export interface OracleRows {
  readonly columns: readonly OracleColumn[];
  readonly rows: readonly (readonly OracleCell[])[];
}

export interface OracleResult extends OracleRows {
  readonly affected: number;
  /** What the output placeholders hold, in order. */
  readonly outputs: readonly OracleOutput[];
  /** Results a procedure returned by DBMS_SQL.RETURN_RESULT. */
  readonly implicit: readonly OracleRows[];
}

export type OracleOutput =
  | { readonly kind: 'text'; readonly value: string | null }
  | { readonly kind: 'texts'; readonly values: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: OracleRows };

/** A statement whose last placeholders are outputs. */
export interface OracleStatement extends Statement {
  /** `rowids` of RETURNING, one `text` however long, or the `rows` of a cursor. */
  readonly outputs?: readonly ('rowids' | 'text' | 'rows')[];
  /** PL/SQL, which may return results beside its outputs. */
  readonly isBlock?: boolean;
}

/** `rowsMax`: rows fetched at most, 0 for all. */
export type OracleRun = RunOptions & { readonly rowsMax?: number };

/** Where statements run: any connection, or the one of a transaction. Values are always bound. */
export interface OracleQueries {
  run(statement: OracleStatement, options?: OracleRun): Promise<OracleResult>;
}

export interface Oracle extends OracleQueries {
  /** Commits unless `work` rejects or `rollback` says otherwise. */
  transaction<T>(
    work: (queries: OracleQueries) => Promise<T>,
    options?: { readonly rollback?: boolean },
  ): Promise<T>;
  /** Rows some hundreds at a time; the server waits while nobody reads. */
  stream(statement: Statement, run: RunOptions): AsyncGenerator<OracleRows['rows']>;
  close(): Promise<void>;
}

/** The driver is loaded when the first service needs it. */
const loadDriver = async (): Promise<OracleDb> => (await import('oracledb')).default;

/** How long a caller waits for a connection while all are busy. */
const waitMs = 10_000;
/** How long closing waits for connections in use. */
const drainSeconds = 10;

/** Opens a pool; connects on first use. Rejects with the driver's errors. */
export const openOracle = async (address: OracleAddress, limits: PoolLimits): Promise<Oracle> => {
  const driver = await loadDriver();
  const pool = await driver.createPool(poolAttributes(address, limits));
  return {
    run: (statement, options) =>
      withConnection(pool, (connection) => execute(driver, connection, statement, options, true)),
    transaction: (work, { rollback = false } = {}) =>
      withConnection(pool, async (connection) => {
        try {
          const result = await work({
            run: (statement, options) => execute(driver, connection, statement, options, false),
          });
          await (rollback ? connection.rollback() : connection.commit());
          return result;
        } catch (error) {
          // On a broken connection there is nothing left to roll back.
          await connection.rollback().catch(() => undefined);
          throw error;
        }
      }),
    async *stream(statement, run) {
      const connection = await pool.getConnection();
      try {
        yield* streamRows(driver, connection, statement, run);
      } finally {
        await connection.close().catch(() => undefined);
      }
    },
    close: () => pool.close(drainSeconds),
  };
};

/** Texts of numbers and times in one form whatever the server's settings; points in time in UTC. */
const sessionSettings = [
  "TIME_ZONE = '+00:00'",
  "NLS_NUMERIC_CHARACTERS = '.,'",
  `NLS_DATE_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'`,
  `NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"'`,
  `NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM'`,
].join(' ');

const poolAttributes = (
  address: OracleAddress,
  limits: PoolLimits,
): Parameters<OracleDb['createPool']>[0] => ({
  user: address.user,
  password: address.password,
  connectString: address.connectString,
  poolMin: 0,
  poolMax: connectionsMaxOf(limits),
  poolIncrement: 1,
  poolTimeout: Math.ceil((limits.connectionMaxIdleTimeMs || 60_000) / 1000),
  maxLifetimeSession: Math.ceil(limits.connectionMaxLifetimeMs / 1000),
  queueTimeout: waitMs,
  sslServerDNMatch: address.verifiesHost,
  ...(address.walletLocation !== undefined && { walletLocation: address.walletLocation }),
  ...(address.walletPassword !== undefined && { walletPassword: address.walletPassword }),
  sessionCallback: (connection, _, done) => {
    connection.execute(`ALTER SESSION SET ${sessionSettings}`).then(
      // oxlint-disable-next-line promise/no-callback-in-promise -- the driver knows only callbacks here
      () => done(),
      // oxlint-disable-next-line promise/no-callback-in-promise -- the same
      (error: Error) => done(error),
    );
  },
});

const withConnection = async <T>(
  pool: Pool,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const connection = await pool.getConnection();
  try {
    return await work(connection);
  } finally {
    await connection.close().catch(() => undefined);
  }
};

const interruptOf = (connection: Connection): Parameters<typeof interruptible>[1] => ({
  cancel: () => void connection.breakExecution().catch(() => undefined),
  cut: () => void connection.close({ drop: true }).catch(() => undefined),
});

const execute = (
  driver: OracleDb,
  connection: Connection,
  { sql, params, outputs = [], isBlock = false }: OracleStatement,
  { rowsMax = 0, ...run }: OracleRun = {},
  autoCommit: boolean,
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
const fetchType =
  (driver: OracleDb) =>
  ({ dbType }: Metadata): { readonly type: OracleDb['DB_TYPE_VARCHAR'] } | undefined => {
    if (dbType.name === 'DB_TYPE_BLOB') return { type: driver.DB_TYPE_RAW };
    return asText.test(dbType.name) ? { type: driver.DB_TYPE_VARCHAR } : undefined;
  };

const asText =
  /^DB_TYPE_(N?CLOB|NUMBER|BINARY_(DOUBLE|FLOAT)|DATE|TIMESTAMP(_L?TZ)?|JSON|LONG|U?ROWID)$/;

const inBind = (driver: OracleDb, value: SqlParameter): BindDefinition => {
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

/** Rows in one chunk. */
const rowsPerChunk = 500;

async function* streamRows(
  driver: OracleDb,
  connection: Connection,
  { sql, params }: Statement,
  { timeoutMs, signal }: RunOptions,
): AsyncGenerator<OracleRows['rows']> {
  const startedAt = performance.now();
  const rest = (): RunOptions => ({
    ...(signal !== undefined && { signal }),
    ...(timeoutMs !== undefined && {
      timeoutMs: Math.max(1, timeoutMs - (performance.now() - startedAt)),
    }),
  });
  const step = <T>(work: () => Promise<T>): Promise<T> =>
    interruptible(rest(), interruptOf(connection), work);
  const { resultSet } = await step(() =>
    connection.execute(
      sql,
      params.map((value) => inBind(driver, value)),
      {
        resultSet: true,
        outFormat: driver.OUT_FORMAT_ARRAY,
        fetchArraySize: rowsPerChunk,
        fetchTypeHandler: fetchType(driver),
      },
    ),
  );
  if (resultSet === undefined) return;
  try {
    for (;;) {
      const rows = await step(() => resultSet.getRows(rowsPerChunk));
      if (rows.length === 0) return;
      yield rows as OracleRows['rows'];
    }
  } finally {
    await resultSet.close().catch(() => undefined);
  }
}

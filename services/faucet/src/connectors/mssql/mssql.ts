import type { ConnectionPool, IColumnMetadata, ISqlType, Request, Transaction } from 'mssql';
import { connectionsMaxOf, type PoolLimits } from '../../model/database-service.ts';
import type { RunOptions } from '../connector.ts';
import type { SqlParameter, Statement } from '../sql/dialect.ts';
import { interruptible } from '../sql/interruptible.ts';
import type { MssqlAddress } from './parse-dsn.ts';

/** A cell as the driver gives it; 64-bit integers are text. */
export type MssqlCell = null | string | number | boolean | Date | Uint8Array;

export interface MssqlColumn {
  readonly name: string;
  /** The type's name without sizes, in small letters. */
  readonly type: string;
}

/** One of the results a batch gives. */
export interface MssqlResult {
  readonly columns: readonly MssqlColumn[];
  readonly rows: readonly (readonly MssqlCell[])[];
}

/** The results of a batch, in order, and the rows its last statement touched. */
export interface MssqlResults extends Iterable<MssqlResult> {
  readonly affected: number;
}

/** Where statements run: any connection, or the one of a transaction. Values are always bound. */
export interface MssqlQueries {
  run(statement: Statement, options?: RunOptions): Promise<MssqlResults>;
}

export interface Mssql extends MssqlQueries {
  /** Rolls back when `work` rejects. */
  transaction<T>(work: (queries: MssqlQueries) => Promise<T>): Promise<T>;
  /** The first column of the rows, some hundreds at a time; the server waits while nobody reads. */
  stream(statement: Statement, run: RunOptions): AsyncGenerator<readonly string[]>;
  close(): Promise<void>;
}

/** The driver takes half a second to load, so it is loaded when the first service needs it. */
const loadDriver = async (): Promise<Driver> => (await import('mssql')).default;

type Driver = typeof import('mssql');

/** How long a caller waits for a connection while all are busy. */
const waitMs = 10_000;

/** Opens a pool with its first connection. Rejects with the driver's errors. */
export const openMssql = async (address: MssqlAddress, limits: PoolLimits): Promise<Mssql> => {
  const driver = await loadDriver();
  const pool = new driver.ConnectionPool(connectionConfig(address, limits));
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  pool.on('error', () => undefined);
  await pool.connect();
  const on = (parent: ConnectionPool | Transaction): MssqlQueries => ({
    run: (statement, options) => runOn(request(driver, parent, statement), statement, options),
  });
  return {
    ...on(pool),
    transaction: async (work) => {
      const transaction = new driver.Transaction(pool);
      await transaction.begin();
      try {
        const result = await work(on(transaction));
        await transaction.commit();
        return result;
      } catch (error) {
        // After a deadlock or on a broken connection there is nothing left to roll back.
        await transaction.rollback().catch(() => undefined);
        throw error;
      }
    },
    stream: (statement, run) => streamRows(request(driver, pool, statement), statement, run),
    close: () => pool.close(),
  };
};

const connectionConfig = (
  address: MssqlAddress,
  limits: PoolLimits,
): ConstructorParameters<Driver['ConnectionPool']>[0] & object => ({
  server: address.host,
  ...(address.port !== undefined && { port: address.port }),
  user: address.user,
  password: address.password,
  ...(address.domain !== undefined && { domain: address.domain }),
  ...(address.database !== '' && { database: address.database }),
  connectionTimeout: address.connectTimeoutMs,
  // Time limits are each statement's own.
  requestTimeout: 0,
  pool: {
    min: 0,
    max: connectionsMaxOf(limits),
    idleTimeoutMillis: limits.connectionMaxIdleTimeMs || 30_000,
    acquireTimeoutMillis: Math.max(waitMs, address.connectTimeoutMs),
  },
  options: {
    // The driver knows `strict` too, its types do not yet.
    encrypt: address.encrypt as boolean,
    trustServerCertificate: address.trustServerCertificate,
    ...(address.certificateHost !== undefined && { serverName: address.certificateHost }),
    ...(address.instance !== undefined && { instanceName: address.instance }),
    ...(address.readOnlyIntent && { readOnlyIntent: true }),
    enableArithAbort: true,
    appName: 'faucet',
    useUTC: true,
  },
});

const request = (
  driver: Driver,
  parent: ConnectionPool | Transaction,
  { params }: Statement,
): Request => {
  // The types have one constructor for each kind of parent.
  const made = new driver.Request(parent as ConnectionPool);
  made.arrayRowMode = true;
  for (const [index, value] of params.entries()) {
    const [type, bound] = binding(driver, value);
    made.input(`p${index + 1}`, type, bound);
  }
  return made;
};

const binding = (driver: Driver, value: SqlParameter): readonly [() => ISqlType, unknown] => {
  if (typeof value === 'bigint') return [driver.BigInt, String(value)];
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? [driver.BigInt, String(value)] : [driver.Float, value];
  }
  if (typeof value === 'boolean') return [driver.Bit, value];
  if (value === null || typeof value === 'string') {
    const isLong = value !== null && value.length > 4000;
    return [isLong ? () => driver.NVarChar(driver.MAX) : () => driver.NVarChar(4000), value];
  }
  return [() => driver.VarBinary(driver.MAX), Buffer.from(value)];
};

const runOn = (
  made: Request,
  { sql }: Statement,
  options: RunOptions | undefined,
): Promise<MssqlResults> =>
  interruptible(options, { cancel: () => made.cancel(), cut: () => undefined }, async () =>
    resultsOf(await made.query(sql)),
  );

/** What a query gives in array mode, which the driver's types leave out. */
interface ArrayResult {
  readonly recordsets: readonly (readonly (readonly MssqlCell[])[])[];
  readonly columns?: readonly (readonly IColumnMetadata[string][])[];
  readonly rowsAffected: readonly number[];
}

const resultsOf = (answer: unknown): MssqlResults => {
  const { recordsets, columns = [], rowsAffected } = answer as ArrayResult;
  const results = recordsets.map((rows, index) => ({
    columns: (columns[index] ?? []).map(({ name, type }) => ({ name, type: typeText(type) })),
    rows,
  }));
  return Object.assign(results, { affected: rowsAffected.at(-1) ?? 0 });
};

const typeText = (type: unknown): string => {
  const isNamed = (typeof type === 'function' || typeof type === 'object') && type !== null;
  return isNamed && 'declaration' in type ? String(type.declaration).toLowerCase() : '';
};

/** Rows in one chunk. */
const rowsPerChunk = 500;

async function* streamRows(
  made: Request,
  { sql }: Statement,
  { timeoutMs, signal }: RunOptions,
): AsyncGenerator<readonly string[]> {
  const reader = made.toReadableStream({ highWaterMark: rowsPerChunk });
  const finished = new AbortController();
  const done = new Promise<void>((resolve) => {
    finished.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const limits = { ...(timeoutMs !== undefined && { timeoutMs }), ...(signal && { signal }) };
  const interrupt = { cancel: () => made.cancel(), cut: () => reader.destroy() };
  const watched = interruptible(limits, interrupt, () => done);
  watched.catch(() => undefined);
  void made.query(sql);
  try {
    let chunk: string[] = [];
    for await (const row of reader) {
      chunk.push(String((row as readonly unknown[])[0]));
      if (chunk.length < rowsPerChunk) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  } catch (error) {
    finished.abort();
    // Says whether it was the time, the caller or the server.
    await watched;
    throw error;
  } finally {
    // A reader who leaves early ends the statement.
    if (!reader.readableEnded) made.cancel();
    finished.abort();
  }
}

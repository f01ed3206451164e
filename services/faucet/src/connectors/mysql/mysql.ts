import type { Connection, FieldPacket } from 'mysql2';
import type { PoolLimits } from '../../model/database-service.ts';
import type { RunOptions } from '../connector.ts';
import type { Statement } from '../sql/dialect.ts';
import type { Limits } from '../sql/interruptible.ts';
import { boundValues } from './bound-values.ts';
import { type Lease, openConnectionPool } from './connection-pool.ts';
import type { MysqlAddress } from './parse-dsn.ts';
import { streamRows } from './stream-rows.ts';

/** A cell as the driver gives it: text for everything beyond double precision, bytes for binary. */
export type MysqlCell = null | string | number | Buffer;

export interface MysqlResult {
  readonly rows: readonly (readonly MysqlCell[])[];
  /** Absent for statements without a result. */
  readonly fields?: readonly FieldPacket[];
  /** Rows found by an update, or written. */
  readonly affected: number;
  readonly insertId: string;
}

/** Where statements run: any connection, or the one of a session. Values are always bound. */
export interface MysqlQueries {
  run(statement: Statement, options?: Limits): Promise<MysqlResult>;
}

/** One connection. */
export interface MysqlSession extends MysqlQueries {
  /**
   * Runs SQL text that takes no values and may give several results. Rows after `rowsMax` of each
   * are read and dropped.
   */
  text(sql: string, options: RunOptions, rowsMax: number): Promise<readonly MysqlResult[]>;
}

export interface TransactionOptions {
  readonly readOnly?: boolean;
  /**
   * Closes the connection afterwards, for statements of unknown making: variables, locks and
   * temporary tables of the session outlive the transaction. Default: it goes back to the pool.
   */
  readonly endsSession?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Mysql extends MysqlQueries {
  /** Connections there may be. */
  readonly connectionsMax: number;
  session<T>(work: (session: MysqlSession) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Between START TRANSACTION and COMMIT; rolls back when `work` rejects. */
  transaction<T>(
    work: (session: MysqlSession) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** The first column of the rows, some hundreds at a time; the server waits while nobody reads. */
  stream(statement: Statement, run: Pick<RunOptions, 'signal'>): AsyncGenerator<readonly string[]>;
  close(): Promise<void>;
}

/** Opens a pool; connects on first use. Fails with the driver's errors or StatementFailure. */
export const openMysql = (address: MysqlAddress, limits: PoolLimits): Mysql => {
  const pool = openConnectionPool(address, limits);
  const use = async <T>(work: (lease: Lease) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const { lease, giveBack } = await pool.lend(signal);
    try {
      return await work(lease);
    } finally {
      giveBack();
    }
  };
  const session: Mysql['session'] = (work, signal) =>
    use((lease) => work(createSession(lease)), signal);
  return {
    connectionsMax: pool.connectionsMax,
    run: (statement, options) => use((lease) => runOn(lease, statement, options), options?.signal),
    session,
    transaction: (work, { readOnly = false, endsSession = false, signal } = {}) =>
      use((lease) => {
        if (endsSession) lease.spend();
        return inTransaction(createSession(lease), work, readOnly);
      }, signal),
    async *stream(statement, run) {
      const { lease, giveBack } = await pool.lend(run.signal);
      try {
        yield* streamRows(lease, statement, run);
      } finally {
        giveBack();
      }
    },
    close: () => pool.close(),
  };
};

const inTransaction = async <T>(
  session: MysqlSession,
  work: (session: MysqlSession) => Promise<T>,
  readOnly: boolean,
): Promise<T> => {
  await session.text(`START TRANSACTION${readOnly ? ' READ ONLY' : ''}`, {}, 0);
  try {
    const result = await work(session);
    await session.text('COMMIT', {}, 0);
    return result;
  } catch (error) {
    // After a deadlock or on a broken connection there is nothing left to roll back.
    await session.text('ROLLBACK', {}, 0).catch(() => undefined);
    throw error;
  }
};

const createSession = (lease: Lease): MysqlSession => ({
  run: (statement, options) => runOn(lease, statement, options),
  text: (sql, options, rowsMax) =>
    lease.interruptible(options, () =>
      lease.within(options.answerBytesMax, () => textOn(lease.connection, sql, rowsMax)),
    ),
});

const runOn = (
  { connection, interruptible, within }: Lease,
  { sql, params }: Statement,
  options?: Limits,
): Promise<MysqlResult> =>
  interruptible(options, () =>
    within(
      options?.answerBytesMax,
      () =>
        new Promise((resolve, reject) => {
          const query = { sql, rowsAsArray: true, values: boundValues(params) };
          connection.execute(query, (error: Error | null, answer: unknown, fields: unknown) => {
            if (error === null) resolve(resultOf(answer, fields));
            else reject(error);
          });
        }),
    ),
  );

const textOn = (
  connection: Connection,
  sql: string,
  rowsMax: number,
): Promise<readonly MysqlResult[]> =>
  new Promise((resolve, reject) => {
    const results: MysqlResult[] = [];
    const rows: (readonly MysqlCell[])[][] = [];
    const fields: FieldPacket[][] = [];
    const query = connection.query({ sql, rowsAsArray: true });
    query.on('fields', (found: FieldPacket[] | undefined) => {
      if (found === undefined) return;
      fields.push(found);
      rows.push([]);
    });
    // The driver tells which result a row is of only by what came before it.
    query.on('result', (row: unknown) => {
      const current = rows.at(-1);
      if (!Array.isArray(row)) results.push(resultOf(row, undefined));
      else if (current !== undefined && current.length < rowsMax) current.push(row as MysqlCell[]);
    });
    query.on('error', reject);
    query.on('end', () => {
      const read = fields.map((found, index) => resultOf(rows[index] ?? [], found));
      resolve([...read, ...results]);
    });
  });

const resultOf = (answer: unknown, fields: unknown): MysqlResult => {
  if (Array.isArray(answer)) {
    const found = Array.isArray(fields) ? { fields: fields as FieldPacket[] } : {};
    return { rows: answer as MysqlCell[][], ...found, affected: 0, insertId: '0' };
  }
  const header = answer as { readonly affectedRows?: number; readonly insertId?: number | string };
  return { rows: [], affected: header.affectedRows ?? 0, insertId: String(header.insertId ?? 0) };
};

import type { LeaseQueries } from './lease-queries.ts';
import { PostgresFailure } from './postgres-failure.ts';
import type {
  PostgresQueryOptions,
  PostgresResult,
  PostgresRow,
  PostgresStreamOptions,
  PostgresTransaction,
  PostgresTransactionOptions,
} from './postgres.ts';
import type { Lease } from './run-query.ts';

/** Runs `action` between BEGIN and COMMIT on a connection; rolls back when it throws. */
export async function runTransaction<Result>(
  lease: Lease,
  queries: LeaseQueries,
  options: PostgresTransactionOptions,
  action: (transaction: PostgresTransaction) => Promise<Result>,
): Promise<Result> {
  if (options.endsSession === true) lease.spent = true;
  const begin = beginStatement(options);
  await queries.query(lease, begin, [], {});
  const transaction = new LeasedTransaction(lease, queries, options.signal);
  try {
    const result = await action(transaction);
    await transaction.end();
    const { command } = await queries.query(lease, 'COMMIT', [], {});
    // The server answers the COMMIT of a failed transaction with a rollback and no error.
    if (command !== 'COMMIT') {
      throw new PostgresFailure(
        'failed',
        'the transaction was rolled back: a statement had failed',
      );
    }
    return result;
  } catch (error) {
    await transaction.end();
    // A connection that cannot roll back is not given back to the pool.
    await queries.query(lease, 'ROLLBACK', [], {}).catch(() => {
      lease.spent = true;
    });
    throw error;
  }
}

function beginStatement({ isolation, readOnly }: PostgresTransactionOptions): string {
  const level = isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation.toUpperCase()}`;
  return `BEGIN${level}${readOnly === true ? ' READ ONLY' : ''}`;
}

/** One connection runs one statement at a time, so statements given at once wait for each other. */
class LeasedTransaction implements PostgresTransaction {
  readonly #lease: Lease;
  readonly #queries: LeaseQueries;
  readonly #signal: AbortSignal | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #state: 'open' | 'streaming' | 'over' = 'open';
  #savepoints = 0;

  constructor(lease: Lease, queries: LeaseQueries, signal: AbortSignal | undefined) {
    this.#lease = lease;
    this.#queries = queries;
    this.#signal = signal;
  }

  query<Row = PostgresRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: PostgresQueryOptions = {},
  ): Promise<PostgresResult<Row>> {
    return this.#next(() =>
      this.#queries.query<Row>(this.#lease, sql, parameters, this.#withSignal(options)),
    );
  }

  async rows<Row = PostgresRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: PostgresQueryOptions = {},
  ): Promise<Row[]> {
    return (await this.query<Row>(sql, parameters, options)).rows;
  }

  async one<Row = PostgresRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: PostgresQueryOptions = {},
  ): Promise<Row | undefined> {
    return (await this.query<Row>(sql, parameters, options)).rows[0];
  }

  value<Value = unknown>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: PostgresQueryOptions = {},
  ): Promise<Value | undefined> {
    return this.#next(() =>
      this.#queries.value<Value>(this.#lease, sql, parameters, this.#withSignal(options)),
    );
  }

  exec(script: string): Promise<void> {
    return this.#next(() => this.#queries.exec(this.#lease, script));
  }

  async notify(channel: string, payload = ''): Promise<void> {
    await this.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }

  async *stream<Row = PostgresRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: PostgresStreamOptions = {},
  ): AsyncGenerator<Row[]> {
    await this.#next(() => Promise.resolve());
    this.#state = 'streaming';
    try {
      yield* this.#queries.stream<Row>(this.#lease, sql, parameters, this.#withSignal(options));
    } finally {
      this.#state = 'open';
    }
  }

  async savepoint<Result>(action: () => Promise<Result>): Promise<Result> {
    this.#savepoints += 1;
    const name = `aquifer_${this.#savepoints}`;
    await this.exec(`SAVEPOINT ${name}`);
    try {
      const result = await action();
      await this.exec(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      await this.exec(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
      throw error;
    }
  }

  /** Waits for statements that nobody awaited, then refuses any more. */
  async end(): Promise<void> {
    let tail: Promise<unknown> | undefined;
    while (tail !== this.#tail) {
      tail = this.#tail;
      await tail;
    }
    this.#state = 'over';
  }

  #next<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#state !== 'open') {
      const why = this.#state === 'over' ? 'is over' : 'is streaming rows';
      return Promise.reject(new PostgresFailure('failed', `the transaction ${why}`));
    }
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  #withSignal<Options extends { signal?: AbortSignal }>(options: Options): Options {
    if (this.#signal === undefined) return options;
    const signal =
      options.signal === undefined ? this.#signal : AbortSignal.any([this.#signal, options.signal]);
    return { ...options, signal };
  }
}

import { withAdvisoryLock } from './advisory-lock.ts';
import type { LeaseQueries } from './lease-queries.ts';
import type { PostgresLink } from './postgres-link.ts';
import type { PostgresListenerHub } from './postgres-listener.ts';
import type { PostgresPool } from './postgres-pool.ts';
import type {
  Postgres,
  PostgresListener,
  PostgresListenOptions,
  PostgresPoolState,
  PostgresQueryOptions,
  PostgresResult,
  PostgresRow,
  PostgresStreamOptions,
  PostgresTransaction,
  PostgresTransactionOptions,
} from './postgres.ts';
import { runTransaction } from './transaction.ts';

/** A Postgres on a pool. Made by `openPostgres`. */
export class PooledPostgres implements Postgres {
  readonly #link: PostgresLink;
  readonly #pool: PostgresPool;
  readonly #queries: LeaseQueries;
  readonly #listeners: PostgresListenerHub;

  constructor(
    link: PostgresLink,
    pool: PostgresPool,
    queries: LeaseQueries,
    listeners: PostgresListenerHub,
  ) {
    this.#link = link;
    this.#pool = pool;
    this.#queries = queries;
    this.#listeners = listeners;
  }

  query<Row = PostgresRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: PostgresQueryOptions = {},
  ): Promise<PostgresResult<Row>> {
    return this.#pool.use(
      (lease) => this.#queries.query<Row>(lease, sql, parameters, options),
      options.signal,
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
    return this.#pool.use(
      (lease) => this.#queries.value<Value>(lease, sql, parameters, options),
      options.signal,
    );
  }

  exec(script: string): Promise<void> {
    return this.#pool.use((lease) => this.#queries.exec(lease, script));
  }

  async notify(channel: string, payload = ''): Promise<void> {
    await this.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }

  async *stream<Row = PostgresRow>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: PostgresStreamOptions = {},
  ): AsyncGenerator<Row[]> {
    const { lease, giveBack } = await this.#pool.lend(options.signal);
    let failure: unknown;
    try {
      yield* this.#queries.stream<Row>(lease, sql, parameters, options);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      giveBack(failure);
    }
  }

  transaction<Result>(
    action: (transaction: PostgresTransaction) => Promise<Result>,
    options: PostgresTransactionOptions = {},
  ): Promise<Result> {
    return this.#pool.use(
      (lease) => runTransaction(lease, this.#queries, options, action),
      options.signal,
    );
  }

  listen(
    channel: string,
    handler: (payload: string) => void,
    options: PostgresListenOptions = {},
  ): Promise<PostgresListener> {
    return this.#listeners.listen(channel, handler, options);
  }

  withLock<Result>(key: string, action: () => Promise<Result>): Promise<Result> {
    return withAdvisoryLock(this.#link, key, action);
  }

  poolState(): PostgresPoolState {
    return this.#pool.state();
  }

  async close(): Promise<void> {
    await this.#listeners.close();
    await this.#pool.close();
  }
}

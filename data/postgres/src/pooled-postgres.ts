import { withAdvisoryLock } from './advisory-lock.ts';
import { checkStatement } from './check-parameters.ts';
import type { GroupedTransactions } from './grouped-transaction.ts';
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
  PostgresReadThenWrite,
  PostgresResult,
  PostgresRow,
  PostgresStreamOptions,
  PostgresTransaction,
  PostgresTransactionOptions,
  PostgresWrites,
} from './postgres.ts';
import type { ReadLane } from './read-lane.ts';
import { runTransaction } from './transaction.ts';

/** What a pool is made of. */
export interface PooledPostgresParts {
  readonly link: PostgresLink;
  readonly pool: PostgresPool;
  readonly queries: LeaseQueries;
  readonly grouped: GroupedTransactions;
  readonly listeners: PostgresListenerHub;
  readonly lane: ReadLane;
}

/** A Postgres on a pool. Made by `openPostgres`. */
export class PooledPostgres implements Postgres {
  readonly #link: PostgresLink;
  readonly #pool: PostgresPool;
  readonly #queries: LeaseQueries;
  readonly #grouped: GroupedTransactions;
  readonly #listeners: PostgresListenerHub;
  readonly #lane: ReadLane;

  constructor({ link, pool, queries, grouped, listeners, lane }: PooledPostgresParts) {
    this.#link = link;
    this.#pool = pool;
    this.#queries = queries;
    this.#grouped = grouped;
    this.#listeners = listeners;
    this.#lane = lane;
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

  readTexts(
    sql: string,
    parameters: readonly (string | number | bigint | boolean | null | Uint8Array)[],
    options: PostgresQueryOptions = {},
  ): Promise<readonly (readonly (string | null)[])[]> {
    try {
      checkStatement(sql, parameters);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#lane.run({ sql, values: parameters.map(textOf) }, options);
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

  readThenWrite<Result>(transaction: PostgresReadThenWrite<Result>): Promise<Result> {
    return this.#pool.use((lease) => this.#grouped.readThenWrite(lease, transaction));
  }

  writeAtOnce(
    writes: PostgresWrites,
  ): Promise<readonly (readonly (readonly (string | null)[])[])[]> {
    return this.#pool.use((lease) => this.#grouped.writeAtOnce(lease, writes));
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
    await this.#lane.close();
    await this.#pool.close();
  }
}

/** As the server reads a value from text. */
function textOf(value: string | number | bigint | boolean | null | Uint8Array): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  return `\\x${Buffer.from(value).toString('hex')}`;
}

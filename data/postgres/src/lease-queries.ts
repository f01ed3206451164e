import type pg from 'pg';
import { checkStatement } from './check-parameters.ts';
import { reach } from './postgres-link.ts';
import type { PostgresQueryOptions, PostgresResult, PostgresStreamOptions } from './postgres.ts';
import type { PreparedNames } from './prepared-names.ts';
import { textTypes } from './read-types.ts';
import { type Lease, runQuery } from './run-query.ts';
import { isStalePlan } from './stale-plan.ts';
import { streamRows } from './stream-rows.ts';

/** The statements of one connection, for the pool and for transactions. */
export interface LeaseQueries {
  query<Row>(
    lease: Lease,
    sql: string,
    parameters: readonly unknown[],
    options: PostgresQueryOptions,
  ): Promise<PostgresResult<Row>>;
  value<Value>(
    lease: Lease,
    sql: string,
    parameters: readonly unknown[],
    options: PostgresQueryOptions,
  ): Promise<Value | undefined>;
  /** Every column as text. */
  texts(
    lease: Lease,
    sql: string,
    parameters: readonly unknown[],
    options: PostgresQueryOptions,
  ): Promise<(string | null)[][]>;
  exec(lease: Lease, script: string): Promise<void>;
  stream<Row>(
    lease: Lease,
    sql: string,
    parameters: readonly unknown[],
    options: PostgresStreamOptions,
  ): AsyncGenerator<Row[]>;
}

type Run<Result> = (name: string | undefined) => Promise<Result>;

export function createLeaseQueries(prepared: PreparedNames): LeaseQueries {
  /** Runs under a prepared name if asked, and once more without when the plan has gone stale. */
  const run = async <Result>(
    lease: Lease,
    sql: string,
    options: PostgresQueryOptions,
    work: Run<Result>,
  ): Promise<Result> => {
    if (options.prepare !== true) return work(options.name);
    const name = await prepared.use(lease.client, sql);
    try {
      return await work(name);
    } catch (error) {
      // Inside a transaction the error has already ended it.
      if (!isStalePlan(error) || lease.client.getTransactionStatus() !== 'I') throw error;
      await prepared.forget(lease.client);
      return work(undefined);
    }
  };

  return {
    async query<Row>(
      lease: Lease,
      sql: string,
      parameters: readonly unknown[],
      options: PostgresQueryOptions,
    ) {
      checkStatement(sql, parameters);
      const result = await run(lease, sql, options, (name) =>
        runQuery(lease, { ...statement(lease, sql, parameters, options), ...named(name) }, options),
      );
      return readResult<Row>(result);
    },
    async value<Value>(
      lease: Lease,
      sql: string,
      parameters: readonly unknown[],
      options: PostgresQueryOptions,
    ) {
      checkStatement(sql, parameters);
      const result = await run(lease, sql, options, (name) => {
        const config = { ...statement(lease, sql, parameters, options), ...named(name) };
        return runQuery(lease, { ...config, rowMode: 'array' as const }, options);
      });
      const row: Value[] | undefined = result.rows[0];
      return row?.[0];
    },
    async texts(
      lease: Lease,
      sql: string,
      parameters: readonly unknown[],
      options: PostgresQueryOptions,
    ) {
      const result = await run(lease, sql, options, (name) => {
        const config = {
          ...statement(lease, sql, parameters, { ...options, raw: true }),
          ...named(name),
        };
        return runQuery(lease, { ...config, rowMode: 'array' as const }, options);
      });
      return result.rows as (string | null)[][];
    },
    async exec(lease, script) {
      checkStatement(script, []);
      await reach(() => lease.client.query(script));
    },
    stream(lease, sql, parameters, options) {
      checkStatement(sql, parameters);
      return streamRows(lease, sql, parameters, options);
    },
  };
}

function statement(
  lease: Lease,
  text: string,
  parameters: readonly unknown[],
  options: PostgresQueryOptions,
) {
  const types = options.raw === true ? textTypes : lease.link.types;
  return { text, values: [...parameters], types, queryMode: 'extended' as const };
}

function named(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}

function readResult<Row>(result: pg.QueryResult): PostgresResult<Row> {
  return {
    rows: result.rows as Row[],
    count: result.rowCount ?? 0,
    command: result.command,
    columns: result.fields.map(({ name, dataTypeID, tableID }) => ({
      name,
      typeOid: dataTypeID,
      tableOid: tableID,
    })),
  };
}

import type { ClientBase, QueryArrayConfig, QueryArrayResult, QueryConfig, QueryResult } from 'pg';
import { withinBytes } from './answer-limit.ts';
import { type Interruption, watchInterruption } from './interruption.ts';
import { asFailure, type PostgresLink } from './postgres-link.ts';
import type { PostgresQueryOptions } from './postgres.ts';

/**
 * Always the extended protocol: it takes one statement only, whatever the text holds. The driver
 * would choose the simple one, which runs several, for a text without parameters.
 */
export type StatementConfig = QueryConfig<unknown[]> & { queryMode: 'extended' };
export type ArrayStatementConfig = QueryArrayConfig<unknown[]> & { queryMode: 'extended' };

/** A connection in use, with what must be known when giving it back. */
export interface Lease {
  readonly client: ClientBase;
  readonly link: PostgresLink;
  /**
   * Closed instead of given back: a cancel request was sent, which may hit whatever the connection
   * runs next, or its session holds what nobody else must find.
   */
  spent: boolean;
}

export function runQuery(
  lease: Lease,
  config: StatementConfig,
  options: PostgresQueryOptions,
): Promise<QueryResult>;
export function runQuery(
  lease: Lease,
  config: ArrayStatementConfig,
  options: PostgresQueryOptions,
): Promise<QueryArrayResult>;
/**
 * Runs one statement; really ends it on the server when the signal fires or the time is up. Throws
 * the server's error or PostgresFailure.
 */
export async function runQuery(
  lease: Lease,
  config: StatementConfig | ArrayStatementConfig,
  options: PostgresQueryOptions,
): Promise<QueryResult | QueryArrayResult> {
  const query = (): Promise<QueryResult | QueryArrayResult> => runBounded(lease, config, options);
  if (options.signal === undefined && options.timeoutMs === undefined) {
    try {
      return await query();
    } catch (error) {
      throw asFailure(error);
    }
  }
  return interruptible(lease, options, query);
}

async function runBounded(
  { client }: Lease,
  config: StatementConfig | ArrayStatementConfig,
  { answerBytesMax }: PostgresQueryOptions,
): Promise<QueryResult | QueryArrayResult> {
  if (answerBytesMax === undefined) return client.query(config);
  return withinBytes(client, answerBytesMax, () => client.query(config));
}

/**
 * Does `work` on the connection and cancels it when the signal fires or the time is up. Throws
 * PostgresFailure 'canceled' or 'timeout' then.
 */
export async function interruptible<Result>(
  lease: Lease,
  options: Interruption,
  work: () => Promise<Result>,
): Promise<Result> {
  const watch = watchInterruption(options, () => {
    lease.spent = true;
    void stopOnServer(lease, () => watch.isWatching);
  });
  try {
    watch.throwIfInterrupted();
    return await work();
  } catch (error) {
    throw watch.failure(error) ?? asFailure(error);
  } finally {
    watch.end();
  }
}

/** How long a server may take to obey before its connection is cut. */
const obedienceMs = 5000;

async function stopOnServer(lease: Lease, isStillRunning: () => boolean): Promise<void> {
  const cut = setTimeout(() => {
    // With a query in flight this destroys the socket, and the query fails.
    if (isStillRunning()) void endClient(lease.client);
  }, obedienceMs);
  cut.unref();
  await lease.link.cancel(lease.client);
}

/** Pool clients and single clients have `end`, though their common type does not tell. */
function endClient(client: ClientBase): Promise<void> {
  return (client as unknown as { end(): Promise<void> }).end().catch(() => undefined);
}

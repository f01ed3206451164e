import pg, { type ClientBase } from 'pg';
import { checkStatement } from './check-parameters.ts';
import { endsConnection } from './ends-connection.ts';
import { createLaneConnection, type LaneConnection } from './lane-connection.ts';
import type { GroupEnd, TextRows } from './lane-group.ts';
import { isTextArray } from './lane-messages.ts';
import { PostgresFailure } from './postgres-failure.ts';
import { asFailure } from './postgres-link.ts';
import type {
  PostgresDecision,
  PostgresReadThenWrite,
  PostgresStatement,
  PostgresWrites,
} from './postgres.ts';
import type { Lease } from './run-query.ts';
import { isStalePlan } from './stale-plan.ts';

/** Transactions whose statements travel in one group or two. */
export interface GroupedTransactions {
  /** See `Postgres.readThenWrite`. */
  readThenWrite<Result>(lease: Lease, transaction: PostgresReadThenWrite<Result>): Promise<Result>;
  /** See `Postgres.writeAtOnce`. */
  writeAtOnce(lease: Lease, writes: PostgresWrites): Promise<readonly TextRows[]>;
}

const begin: PostgresStatement = {
  sql: 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
  values: [],
};
const commit: PostgresStatement = { sql: 'COMMIT', values: [] };

export function createGroupedTransactions(preparedMax: number): GroupedTransactions {
  const connections = new WeakMap<ClientBase, LaneConnection>();
  const run = async <Result>(
    lease: Lease,
    timeoutMs: number,
    work: (transaction: GroupedTransaction) => Promise<Result>,
  ): Promise<Result> => {
    const connection =
      connections.get(lease.client) ?? createLaneConnection(lease.client, preparedMax);
    connections.set(lease.client, connection);
    const transaction = new GroupedTransaction(lease, connection, timeoutMs);
    try {
      return await work(transaction);
    } finally {
      transaction.end();
    }
  };
  return {
    async readThenWrite(lease, { reads, decide, timeoutMs }) {
      checkStatements(reads);
      return run(lease, timeoutMs, async (transaction) => {
        const decision = await transaction.read(reads, decide);
        await transaction.write(decision.writes);
        return decision.result;
      });
    },
    async writeAtOnce(lease, { statements, timeoutMs }) {
      checkStatements(statements);
      return run(lease, timeoutMs, (transaction) => transaction.writeAtOnce(statements));
    },
  };
}

class GroupedTransaction {
  readonly #lease: Lease;
  readonly #connection: LaneConnection;
  readonly #watchdog: NodeJS.Timeout;
  #isLate = false;

  constructor(lease: Lease, connection: LaneConnection, timeoutMs: number) {
    this.#lease = lease;
    this.#connection = connection;
    // Cut rather than cancelled: what does not answer in such a time may not hear either.
    this.#watchdog = setTimeout(() => {
      this.#isLate = true;
      connection.cut();
    }, timeoutMs);
  }

  async read<Result>(
    reads: readonly PostgresStatement[],
    decide: PostgresReadThenWrite<Result>['decide'],
  ): Promise<PostgresDecision<Result>> {
    const end = await this.#runAnew([begin, ...reads]);
    const [, ...answers] = 'error' in end ? await this.#fail(end.error) : end.answers;
    try {
      const decision = decide(answers);
      checkStatements(decision.writes);
      return decision;
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
  }

  async write(writes: readonly PostgresStatement[]): Promise<void> {
    await this.#untilCommitted(await this.#connection.run([...writes, commit]), writes.length);
  }

  async writeAtOnce(writes: readonly PostgresStatement[]): Promise<readonly TextRows[]> {
    const end = await this.#runAnew([begin, ...writes, commit]);
    const [, ...answers] = await this.#untilCommitted(end, writes.length + 1);
    return answers.slice(0, writes.length);
  }

  /** The answers of a group that ended with COMMIT, behind so many other statements. */
  async #untilCommitted(end: GroupEnd, before: number): Promise<readonly TextRows[]> {
    if (!('error' in end)) return end.answers;
    const { answers, error } = end;
    // A server that says farewell before it has answered all writes has not come to COMMIT.
    const isRefused =
      error instanceof pg.DatabaseError && (!endsConnection(error) || answers.length < before);
    if (isRefused) await this.#fail(error);
    this.#lease.spent = true;
    throw new PostgresFailure(
      'commit_unknown',
      'the connection was lost while the transaction was committed',
      { cause: error },
    );
  }

  end(): void {
    clearTimeout(this.#watchdog);
  }

  /** Once more when only the prepared statements were out of date: nothing has been done yet. */
  async #runAnew(statements: readonly PostgresStatement[]): Promise<GroupEnd> {
    const end = await this.#connection.run(statements);
    if (!('error' in end) || !isStalePlan(end.error)) return end;
    this.#connection.forget();
    await this.#rollBack();
    return this.#connection.run(statements);
  }

  async #fail(error: unknown): Promise<never> {
    if (this.#isLate || endsConnection(asFailure(error))) this.#lease.spent = true;
    else await this.#rollBack();
    throw this.#isLate
      ? new PostgresFailure('timeout', 'the transaction took too long', { cause: error })
      : asFailure(error);
  }

  /** A connection that cannot roll back is not given back to the pool. */
  async #rollBack(): Promise<void> {
    await this.#lease.client.query('ROLLBACK').catch(() => {
      this.#lease.spent = true;
    });
  }
}

function checkStatements(statements: readonly PostgresStatement[]): void {
  for (const { sql, values } of statements) {
    const texts = values.flatMap((value) => (isTextArray(value) ? value.texts : [value]));
    checkStatement(sql, texts);
  }
}

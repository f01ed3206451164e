import pg from 'pg';
import { withinBytes } from './answer-limit.ts';
import {
  createLaneConnection,
  type LaneConnection,
  type LaneStatement,
} from './lane-connection.ts';
import type { GroupEnd, TextRows } from './lane-group.ts';
import type { PostgresLink } from './postgres-link.ts';
import type { PostgresQueryOptions } from './postgres.ts';
import { createStatementSpeeds } from './statement-speeds.ts';

export interface ReadLaneOptions {
  /** Connections at most; 0 leaves everything to `alone`. */
  readonly connectionsMax: number;
  readonly idleTimeoutMs: number;
  readonly maxLifetimeMs: number;
  /** Statements kept prepared; the server holds each in memory. */
  readonly preparedMax: number;
  /** Runs a statement on a connection of its own, with its own time limit. */
  readonly alone: (statement: LaneStatement, options: PostgresQueryOptions) => Promise<AloneRun>;
}

/** What a statement gave, and how long it ran once it had a connection. */
export interface AloneRun {
  readonly rows: TextRows;
  readonly tookMs: number;
}

/** Statements in a group: enough to share a round trip, few enough to be fair. */
const groupMax = 16;
/** A group that takes longer is stopped, and its statements go on alone, with limits of their own. */
const patienceMs = 250;
/** A server that does not obey is cut off. */
const obedienceMs = 2000;

interface Waiting {
  readonly statement: LaneStatement;
  readonly options: PostgresQueryOptions;
  readonly resolve: (rows: TextRows | Promise<TextRows>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads that share connections and round trips. Most of what a small read costs is not the read: a
 * system call and a switch of processes on either side. Reads that were asked for in the same turn
 * of the event loop therefore go to the server as one group and come back as one: four times as many
 * rows by key per second, measured on loopback. Only statements that have proven fast are taken,
 * since the others of a group wait for them.
 */
export class ReadLane {
  readonly #link: PostgresLink;
  readonly #options: ReadLaneOptions;
  readonly #speeds = createStatementSpeeds();
  readonly #waiting: Waiting[] = [];
  readonly #idle: LaneConnection<pg.Client>[] = [];
  readonly #running = new Set<Promise<unknown>>();
  readonly #sweep: NodeJS.Timeout;
  #live = 0;
  #isOpening = false;
  #isScheduled = false;
  #isClosed = false;

  constructor(link: PostgresLink, options: ReadLaneOptions) {
    this.#link = link;
    this.#options = options;
    this.#sweep = setTimeout(() => void this.#endIdle(), options.idleTimeoutMs).unref();
  }

  run(statement: LaneStatement, options: PostgresQueryOptions): Promise<TextRows> {
    const isFast =
      this.#speeds.isFast(statement.sql) && (options.timeoutMs ?? Infinity) > patienceMs;
    if (this.#options.connectionsMax === 0 || this.#isClosed || !isFast) {
      return this.#measured(statement, options);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statement, options, resolve, reject });
      this.#schedule();
    });
  }

  /** Waits for what is running, then ends every connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#sweep);
    this.#runAlone(this.#waiting.splice(0));
    // What ends may send its statements on alone.
    while (this.#running.size > 0) await Promise.all(this.#running);
    await this.#endIdle();
  }

  async #measured(statement: LaneStatement, options: PostgresQueryOptions): Promise<TextRows> {
    const { rows, tookMs } = await this.#options.alone(statement, options);
    this.#speeds.record(statement.sql, tookMs);
    return rows;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // After the events of this turn, so that what they ask for makes one group.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const connection = this.#idle.pop();
      if (connection === undefined) break;
      const share = Math.ceil(this.#waiting.length / (this.#idle.length + 1));
      this.#track(this.#runGroup(connection, this.#waiting.splice(0, Math.min(share, groupMax))));
    }
    if (this.#waiting.length === 0) return;
    if (this.#live < this.#options.connectionsMax && !this.#isOpening) this.#track(this.#open());
    // Nobody waits for a connection to be made while the pool has some.
    if (this.#live === 0) this.#runAlone(this.#waiting.splice(0));
  }

  async #open(): Promise<void> {
    this.#isOpening = true;
    try {
      const client = await this.#link.connect();
      this.#live += 1;
      client.once('end', () => {
        this.#live -= 1;
        const place = this.#idle.findIndex((one) => one.client === client);
        if (place !== -1) this.#idle.splice(place, 1);
        if (this.#waiting.length > 0) this.#schedule();
      });
      this.#giveBack(createLaneConnection(client, this.#options.preparedMax), true);
    } catch {
      // The pool may have connections, and has the right words when it has none either.
      if (this.#live === 0) this.#runAlone(this.#waiting.splice(0));
    } finally {
      this.#isOpening = false;
    }
  }

  async #runGroup(connection: LaneConnection<pg.Client>, group: readonly Waiting[]): Promise<void> {
    let watchdog = setTimeout(() => {
      void this.#link.cancel(connection.client);
      watchdog = setTimeout(() => connection.cut(), obedienceMs);
    }, patienceMs);
    const started = performance.now();
    const end = await runBounded(connection, group);
    clearTimeout(watchdog);
    const isLate = performance.now() - started > patienceMs;
    this.#answer(group, end, isLate);
    // A cancel on its way could still hit the next group.
    this.#giveBack(connection, !isLate && (!('error' in end) || isStatementError(end.error)));
  }

  #answer(group: readonly Waiting[], { answers, error }: GroupEnd, isLate: boolean): void {
    for (const [index, one] of group.entries()) {
      const rows = answers[index];
      if (isLate) this.#speeds.forget(one.statement.sql);
      if (rows !== undefined) one.resolve(rows);
      else if (index === answers.length && isFinal(error)) one.reject(error);
      else this.#runAlone([one]);
    }
  }

  #runAlone(group: readonly Waiting[]): void {
    for (const { statement, options, resolve } of group) {
      const rows = this.#measured(statement, options);
      resolve(rows);
      this.#track(rows);
    }
  }

  #giveBack(connection: LaneConnection<pg.Client>, isSound: boolean): void {
    const isOld = Date.now() - connection.bornAt > this.#options.maxLifetimeMs;
    if (!isSound || isOld || this.#isClosed) {
      void connection.client.end().catch(() => undefined);
      return;
    }
    this.#idle.push(connection);
    if (this.#waiting.length > 0) this.#schedule();
    else this.#sweep.refresh();
  }

  async #endIdle(): Promise<void> {
    const connections = this.#idle.splice(0);
    await Promise.all(connections.map(({ client }) => client.end().catch(() => undefined)));
  }

  #track(work: Promise<unknown>): void {
    const settled: Promise<unknown> = work
      .catch(() => undefined)
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }
}

/** A group that answers with more than any of its statements may is cut; its statements go on alone. */
const runBounded = async (
  connection: LaneConnection,
  group: readonly Waiting[],
): Promise<GroupEnd> => {
  const bytesMax = Math.max(...group.map(({ options }) => options.answerBytesMax ?? Infinity));
  const run = (): Promise<GroupEnd> => connection.run(group.map(({ statement }) => statement));
  if (bytesMax === Infinity) return run();
  return withinBytes(connection.client, bytesMax, run).catch((error: unknown) => ({
    answers: [],
    error,
  }));
};

/** The connection is as good as before. */
const isStatementError = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';

/** It would fail again alone: not because it was cancelled, its plan is stale, or the link broke. */
const isFinal = (error: unknown): boolean =>
  isStatementError(error) &&
  error instanceof pg.DatabaseError &&
  !['57014', '0A000', '26000', '42P05'].includes(error.code ?? '');

import type { Postgres } from '@aquifer/postgres';
import { PostgresLog } from './postgres-log.ts';

/** As many as the directory of namespaces remembers. */
const REMEMBERED_MAX = 10_000;

/**
 * The logs of a store by their schemas, each made once for as long as it is asked for, since it keeps
 * what it has prepared. Other instances delete namespaces without our knowing, so those that were not
 * asked for longest are forgotten; who still has one goes on with it.
 */
export class PostgresLogs {
  readonly #postgres: Postgres;
  /** In the order of their last use. */
  readonly #logs = new Map<string, PostgresLog>();

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  of(namespace: string, schema: string): PostgresLog {
    const log = this.#logs.get(schema) ?? new PostgresLog(this.#postgres, namespace, schema);
    this.#logs.delete(schema);
    const [oldest] = this.#logs.keys();
    if (oldest !== undefined && this.#logs.size >= REMEMBERED_MAX) this.#logs.delete(oldest);
    this.#logs.set(schema, log);
    return log;
  }

  forget(schema: string): void {
    this.#logs.delete(schema);
  }
}

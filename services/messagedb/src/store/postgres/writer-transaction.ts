import type { PostgresStatement } from '@aquifer/postgres';
import { writerLock } from './schema-name.ts';

/** The longest a transaction of a writer may take; then its connection is cut. */
export const writeTimeoutMs = 30_000;

/**
 * The first statement of every transaction that writes messages: from here to its end there is no
 * other writer in the namespace, so what is numbered later also becomes visible later (contract
 * §6.5). What is read under the lock needs statements of their own, which see what the former holder
 * committed.
 *
 * Whoever waits does not wait for ever, and a holder that has fallen silent loses the lock.
 */
export function takeWriterLock(schema: string): PostgresStatement {
  return {
    sql: `SELECT set_config('lock_timeout', '10s', true),
      set_config('idle_in_transaction_session_timeout', '20s', true),
      pg_advisory_xact_lock($1)`,
    values: [String(writerLock(schema))],
  };
}

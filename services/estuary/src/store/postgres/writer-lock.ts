import { advisoryLockKey } from '@aquifer/postgres';
import type { PostgresStatement } from '@aquifer/postgres';
import { schemaName } from './schema.ts';

/** Advisory locks belong to the whole database, and the schema is one in it. */
const writerLock = String(advisoryLockKey(`${schemaName} writers`));

/**
 * The first statement of every transaction that writes: what has a higher number also becomes visible
 * later, so that no reader of changes passes over one. What is read under the lock needs statements of
 * their own, which see what the former holder committed. Whoever waits does not wait for ever, and a
 * holder that has fallen silent loses the lock.
 */
export function takeWriterLock(statementTimeoutMs: number): PostgresStatement {
  const waitMs = Math.ceil(statementTimeoutMs * 0.8);
  return {
    sql: `SELECT set_config('lock_timeout', $1, true),
      set_config('statement_timeout', $2, true),
      set_config('idle_in_transaction_session_timeout', $2, true),
      pg_advisory_xact_lock($3::bigint)`,
    values: [`${waitMs}ms`, `${statementTimeoutMs}ms`, writerLock],
  };
}

/** Of a transaction that writes, all in all: reading and writing, and what the lock was waited for. */
export const writeTimeoutMs = (statementTimeoutMs: number): number => 3 * statementTimeoutMs;

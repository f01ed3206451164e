import { createHash } from 'node:crypto';
import type { PostgresLink } from './postgres-link.ts';
import { reach } from './postgres-link.ts';

/** The number under which PostgreSQL knows the lock of this key: 64 bits of its SHA-256. */
export function advisoryLockKey(key: string): bigint {
  return createHash('sha256').update(key).digest().readBigInt64BE(0);
}

/**
 * Holds the advisory lock of `key` while `action` runs. On a connection of its own, so that waiting
 * takes none from the pool, and the server frees the lock when this process dies.
 */
export async function withAdvisoryLock<Result>(
  link: PostgresLink,
  key: string,
  action: () => Promise<Result>,
): Promise<Result> {
  const client = await link.connect();
  try {
    await reach(() => client.query('SELECT pg_advisory_lock($1)', [advisoryLockKey(key)]));
    return await action();
  } finally {
    // Ending the session frees the lock.
    await client.end();
  }
}

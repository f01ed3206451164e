import { randomUUID } from 'node:crypto';
import type { LoginAllowance, LoginAttemptRecords } from '../config-store.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';
import { readTimestamp } from './timestamp.ts';

export function createLoginAttemptRecords(pool: StorePool): LoginAttemptRecords {
  return {
    reserve: (allowances, at, windowMs) =>
      pool.transaction(async (transaction) => {
        // One count-and-add at a time: a burst over many replicas is counted exactly.
        await transaction.query("SELECT pg_advisory_xact_lock(hashtext('faucet login attempts'))");
        const since = new Date(at.getTime() - windowMs);
        await transaction.query('DELETE FROM faucet.login_attempts WHERE at <= $1', [since]);
        const blocking: number[] = [];
        for (const allowance of allowances) {
          const blocked = await usedUpUntil(transaction, allowance, since);
          if (blocked !== undefined) blocking.push(blocked.getTime());
        }
        if (blocking.length > 0) {
          return { kind: 'refused', until: new Date(Math.max(...blocking) + windowMs) } as const;
        }
        const id = randomUUID();
        for (const { subject } of allowances) {
          await transaction.query(
            'INSERT INTO faucet.login_attempts (reservation, subject, at) VALUES ($1, $2, $3)',
            [id, subject, at],
          );
        }
        return { kind: 'reserved', id } as const;
      }),
    async forgive(reservationId, subject) {
      await pool.queries.query(
        'DELETE FROM faucet.login_attempts WHERE reservation = $1 OR subject = $2',
        [reservationId, subject],
      );
    },
  };
}

/** When the attempt happened that must leave the window before another one fits; undefined: none. */
async function usedUpUntil(
  queries: StoreQueries,
  { subject, attemptsMax }: LoginAllowance,
  since: Date,
): Promise<Date | undefined> {
  const blocking = await queries.value<string>(
    `SELECT at FROM faucet.login_attempts WHERE subject = $1 AND at > $2
     ORDER BY at DESC LIMIT 1 OFFSET $3`,
    [subject, since, attemptsMax - 1],
  );
  return blocking === undefined ? undefined : readTimestamp(blocking);
}

import { randomUUID } from 'node:crypto';
import type { LoginAllowance, LoginAttemptRecords } from '../config-store.ts';
import type { StoreFile } from './store-file.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

export function createLoginAttemptRecords({ database }: StoreFile): LoginAttemptRecords {
  /** When the subject may try again; undefined: now. */
  const usedUpUntil = ({ subject, attemptsMax }: LoginAllowance, since: Date): Date | undefined => {
    // The attempt that must leave the window before another one fits.
    const blocking = database.value<string>(
      `SELECT at FROM login_attempts WHERE subject = ? AND at > ?
       ORDER BY at DESC LIMIT 1 OFFSET ?`,
      [subject, writeTimestamp(since), attemptsMax - 1],
    );
    return blocking === undefined ? undefined : readTimestamp(blocking);
  };
  return {
    reserve: async (allowances, at, windowMs) =>
      database.transaction(() => {
        const since = new Date(at.getTime() - windowMs);
        database.run('DELETE FROM login_attempts WHERE at <= ?', [writeTimestamp(since)]);
        const blocking = allowances
          .map((allowance) => usedUpUntil(allowance, since)?.getTime())
          .filter((time) => time !== undefined);
        if (blocking.length > 0) {
          return { kind: 'refused', until: new Date(Math.max(...blocking) + windowMs) };
        }
        const id = randomUUID();
        for (const { subject } of allowances) {
          database.run('INSERT INTO login_attempts (reservation, subject, at) VALUES (?, ?, ?)', [
            id,
            subject,
            writeTimestamp(at),
          ]);
        }
        return { kind: 'reserved', id };
      }),
    forgive: async (reservationId, subject) =>
      database.transaction(() => {
        database.run('DELETE FROM login_attempts WHERE reservation = ? OR subject = ?', [
          reservationId,
          subject,
        ]);
      }),
  };
}

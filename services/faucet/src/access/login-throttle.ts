import { hash } from 'node:crypto';
import { fault } from '../faults.ts';
import type { LoginAttemptRecords } from '../store/config-store.ts';
import { networkOf } from './network-of.ts';

/**
 * How many attempts are let through in a quarter of an hour: enough for a person
 * who mistypes, far too few for guessing. An address may serve a whole office.
 */
const WINDOW_MS = 15 * 60_000;
const ATTEMPTS_PER_EMAIL_MAX = 10;
const ATTEMPTS_PER_ADDRESS_MAX = 50;

/** An attempt that was let through. */
export interface LoginAttempt {
  /** The password was right: it does not count. */
  succeed(): Promise<void>;
}

/**
 * Counts an attempt to log in, on all processes of the store together, before the
 * password is looked at. Throws too_many_logins, which says when to come back.
 */
export async function countLoginAttempt(
  records: LoginAttemptRecords,
  attempt: { readonly email: string; readonly address: string; readonly at: Date },
): Promise<LoginAttempt> {
  const email = subject('email', attempt.email.trim().toLowerCase());
  const reservation = await records.reserve(
    [
      { subject: email, attemptsMax: ATTEMPTS_PER_EMAIL_MAX },
      {
        subject: subject('address', networkOf(attempt.address)),
        attemptsMax: ATTEMPTS_PER_ADDRESS_MAX,
      },
    ],
    attempt.at,
    WINDOW_MS,
  );
  if (reservation.kind === 'reserved') {
    return { succeed: () => records.forgive(reservation.id, email) };
  }
  const waitMs = reservation.until.getTime() - attempt.at.getTime();
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  throw fault('too_many_logins', { seconds }, { context: { retry_after: seconds } });
}

/** Hashed: what people type into the field for the email is now and then their password. */
function subject(kind: 'email' | 'address', value: string): string {
  return hash('sha256', `${kind} ${value}`, 'hex');
}

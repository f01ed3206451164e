import { hash } from 'node:crypto';
import {
  equalHashes,
  hashPassword,
  needsRehash,
  verifyAgainstNobody,
  verifyPassword,
} from '@aquifer/auth';

export interface PasswordCheck {
  readonly isRight: boolean;
  /** What to store from now on, when the stored hash is weaker than today's. */
  readonly renewedHash?: string;
}

/** No administrator has a longer password; hashing megabytes would be a way to keep us busy. */
const PASSWORD_LENGTH_MAX = 1024;

/**
 * Checks a password against the stored hash. Takes as long when there is none
 * (nobody has this email), so that time does not tell who is an administrator.
 */
export async function checkPassword(
  password: string,
  stored: string | undefined,
): Promise<PasswordCheck> {
  if (stored === undefined || password.length > PASSWORD_LENGTH_MAX) {
    await verifyAgainstNobody('');
    return { isRight: false };
  }
  const isRight = isOriginalHash(stored)
    ? await matchesOriginal(password, stored)
    : await verifyPassword(password, stored);
  if (!isRight || !(isOriginalHash(stored) || needsRehash(stored))) return { isRight };
  return { isRight, renewedHash: await hashPassword(password) };
}

/** The original stored SHA-256 without salt (contract §4): accepted once, then renewed. */
function isOriginalHash(stored: string): boolean {
  return /^[0-9a-f]{64}$/.test(stored);
}

async function matchesOriginal(password: string, stored: string): Promise<boolean> {
  await verifyAgainstNobody(password);
  return equalHashes(hash('sha256', password, 'hex'), stored);
}

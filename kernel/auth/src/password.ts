import type { Options } from '@node-rs/argon2';

/**
 * argon2id with 19 MiB and two passes: OWASP's first recommendation for servers, about 50 ms.
 * `algorithm` 2 is argon2id; the library's enumeration cannot be imported without its values.
 */
const PARAMETERS: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const PARAMETERS_TEXT = '$argon2id$v=19$m=19456,t=2,p=1$';

// The native library is imported by its first use: most runs of a command line need none.

/** Hashes a password as a PHC string with a random salt, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  const argon2 = await import('@node-rs/argon2');
  return argon2.hash(normalize(password), PARAMETERS);
}

/** Whether the password is the one that was hashed. Throws a plain Error if the hash is damaged. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const argon2 = await import('@node-rs/argon2');
  try {
    return await argon2.verify(hash, normalize(password));
  } catch (cause) {
    throw new Error('the stored password hash cannot be read', { cause });
  }
}

/** Whether a hash was made with other parameters than today's, and should be renewed at login. */
export function needsRehash(hash: string): boolean {
  return !hash.startsWith(PARAMETERS_TEXT);
}

let nobodysHash: Promise<string> | undefined;

/**
 * Does the work of {@link verifyPassword} and says no. For names that nobody has: otherwise the
 * time of the answer tells which names exist.
 */
export async function verifyAgainstNobody(password: string): Promise<false> {
  nobodysHash ??= hashPassword('nobody');
  await verifyPassword(password, await nobodysHash);
  return false;
}

/** One password, whichever way a keyboard composes its accents (RFC 8265 §4.2.2). */
function normalize(password: string): string {
  return password.normalize('NFC');
}

/** Hashes a password with argon2id (m=19456 KiB, t=2, p=1; RFC 9106, OWASP) as a PHC string. */
export async function hashPassword(password: string): Promise<string> {
  const argon2 = await import('@node-rs/argon2');
  return argon2.hash(password);
}

/** Whether the password is the one that was hashed. Throws if the hash cannot be read. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const argon2 = await import('@node-rs/argon2');
  return argon2.verify(hash, password);
}

/** Whether a hash was made with weaker or other parameters than today's and should be renewed. */
export function needsRehash(hash: string): boolean {
  return !hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$');
}

/** Takes as long as {@link verifyPassword} and says no: for users who do not exist. */
export async function verifyAgainstNobody(password: string): Promise<false> {
  await hashPassword(password);
  return false;
}

import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new key. Only `hash` and `displayPrefix` are stored; `raw` is shown once. */
export interface ApiKey {
  /** The prefix and 64 lower-case hex digits. */
  readonly raw: string;
  /** SHA-256 of `raw` in lower-case hex. Keys are random, so a slow hash would add nothing. */
  readonly hash: string;
  /** The prefix and the first 8 digits, by which people recognise a key. */
  readonly displayPrefix: string;
}

const KEY_BYTES = 32;
const DISPLAY_DIGITS = 8;

/** Creates a random key of 256 bits, such as `demo_9f86…` for the prefix `demo_`. */
export function createApiKey(prefix: string): ApiKey {
  const raw = prefix + randomBytes(KEY_BYTES).toString('hex');
  return {
    raw,
    hash: hashApiKey(raw),
    displayPrefix: raw.slice(0, prefix.length + DISPLAY_DIGITS),
  };
}

/** The hash under which a key is stored: SHA-256 in lower-case hex. */
export function hashApiKey(raw: string): string {
  return hash('sha256', raw, 'hex');
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function equalHashes(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left);
  const rightBytes = Buffer.from(right);
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

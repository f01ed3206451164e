import { hash } from 'node:crypto';

/**
 * The first 8 bytes of the MD5 of the text in UTF-8, as a signed 64-bit big-endian number: the same
 * as Eventide's hash_64 (contract §8). MD5 divides here, it protects nothing.
 */
export function hash64(text: string): bigint {
  return hash('md5', text, 'buffer').readBigInt64BE(0);
}

import { randomUUID } from 'node:crypto';

/** A UUIDv7 (RFC 9562): sorts by time, unique without coordination; not a secret. */
export function uuidV7(): string {
  return randomUUID();
}

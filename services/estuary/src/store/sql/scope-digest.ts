import { createHash } from 'node:crypto';

/** A scope of an idempotency key as an index can hold it, whatever its length and characters. */
export const scopeDigest = (scope: string): string =>
  createHash('sha256').update(scope, 'utf16le').digest('base64url');

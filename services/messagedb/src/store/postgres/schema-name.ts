import { createHash } from 'node:crypto';
import { advisoryLockKey } from '@aquifer/postgres';

/**
 * The schema of a namespace, readable and injective: a part of the id for people, and a part of its
 * hash that keeps apart what PostgreSQL would not (contract §3.6). 53 bytes at most of its 63.
 */
export function schemaName(namespace: string): string {
  const readable = namespace
    .replaceAll(/[^A-Za-z0-9]/g, '_')
    .toLowerCase()
    .slice(0, 30);
  const hash = createHash('sha256').update(namespace).digest('hex').slice(0, 12);
  return `messagedb_${readable}_${hash}`;
}

/** A name as SQL writes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The advisory lock that every writer of a namespace holds until it has committed. Advisory locks
 * belong to the whole database, so the schema is part of the key.
 */
export const writerLock = (schema: string): bigint => advisoryLockKey(`messagedb ${schema}`);

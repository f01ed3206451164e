import { randomBytes } from 'node:crypto';
import { advisoryLockKey } from '@aquifer/postgres';

/**
 * A schema for a namespace that is being created: a part of the id for people, and a part that no
 * other creation has, so that whoever knows a schema that was dropped never meets another namespace
 * in it (contract §3.6). 57 bytes at most of PostgreSQL's 63.
 */
export function newSchemaName(namespace: string): string {
  const readable = namespace
    .replaceAll(/[^A-Za-z0-9]/g, '_')
    .toLowerCase()
    .slice(0, 30);
  return `messagedb_${readable}_${randomBytes(8).toString('hex')}`;
}

/** A name as SQL writes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The advisory lock that every writer of a namespace holds until it has committed. Advisory locks
 * belong to the whole database, so the schema is part of the key.
 */
export const writerLock = (schema: string): bigint => advisoryLockKey(`messagedb ${schema}`);

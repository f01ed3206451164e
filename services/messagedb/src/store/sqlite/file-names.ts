import { createHash } from 'node:crypto';

/**
 * The name of a namespace's file. Ids differ by case, length and characters that file systems take
 * for the same or refuse, so the readable part only helps people and the hash keeps them apart.
 */
export function namespaceFileName(id: string): string {
  const readable = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '_')
    .slice(0, 30);
  const digest = createHash('sha256').update(id, 'utf8').digest('hex').slice(0, 12);
  return `${readable}_${digest}.db`;
}

/** What SQLite keeps beside a file. The file itself comes first. */
export const fileSuffixes = ['', '-wal', '-shm', '-journal'] as const;

import { randomBytes } from 'node:crypto';

/**
 * A file for a namespace that is being created: a part of the id for people, and a part that no other
 * creation has, so that whoever knows a file that was removed never meets another namespace in it. Ids
 * differ by case, length and characters that file systems take for the same or refuse.
 */
export function newFileName(id: string): string {
  const readable = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '_')
    .slice(0, 30);
  return `${readable}_${randomBytes(8).toString('hex')}.db`;
}

/** What SQLite keeps beside a file. The file itself comes first. */
export const fileSuffixes = ['', '-wal', '-shm', '-journal'] as const;

import { closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { fileSuffixes } from './file-names.ts';
import { logMigrations } from './log-schema.ts';
import { Refusal } from './refusal.ts';

/** The files of namespaces in a folder, as the writer sees them. */
export class NamespaceFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file that nobody knows of is somebody's messages: it is neither taken nor removed. */
  refuseStranger(fileName: string): void {
    if (!existsSync(join(this.#folder, fileName))) return;
    throw new Refusal('store_failed', {}, `${fileName} is there, but not in the registry`);
  }

  create(fileName: string): void {
    const database = this.#open(fileName, true);
    try {
      migrate(database, logMigrations);
    } finally {
      database.close();
    }
    this.#sync();
  }

  /** For the one writer of a file that was created. */
  open(fileName: string): SqliteDatabase {
    const database = this.#open(fileName, false);
    // What a killed process wrote and had no time to sync is read again; it must not be lost now.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    return database;
  }

  migrate(fileName: string): void {
    const database = this.#open(fileName, false);
    try {
      migrate(database, logMigrations);
    } finally {
      database.close();
    }
  }

  remove(fileName: string): void {
    for (const suffix of fileSuffixes)
      rmSync(join(this.#folder, fileName + suffix), { force: true });
    this.#sync();
  }

  #open(fileName: string, create: boolean): SqliteDatabase {
    return openSqlite(join(this.#folder, fileName), {
      create,
      synchronous: 'full',
      // A log that one long import made large would stay as large.
      pragmas: { journal_size_limit: String(16 * 1024 * 1024) },
    });
  }

  /** Names of files are content of their folder, which is synced apart. */
  #sync(): void {
    const folder = openSync(this.#folder, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }
}

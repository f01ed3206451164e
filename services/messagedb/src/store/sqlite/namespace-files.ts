import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '@aquifer/sqlite';
import { AttachedFile, fileSchema, makeDurable, makeFile } from './attached-file.ts';
import { fileSuffixes } from './file-names.ts';
import { logMigrations } from './log-schema.ts';

/** The files of namespaces in a folder, as the writer sees them. */
export class NamespaceFiles {
  readonly #folder: string;
  readonly #spare = new AttachedFile();

  constructor(folder: string) {
    this.#folder = folder;
  }

  create(fileName: string): void {
    makeFile(join(this.#folder, fileName));
    this.migrate(fileName);
    this.#sync();
  }

  migrate(fileName: string): void {
    try {
      this.attach(this.#spare, fileName);
      migrate(this.#spare.database, logMigrations, fileSchema);
    } finally {
      this.#spare.detach();
    }
  }

  /** For the one writer of a file that was created. */
  attach(file: AttachedFile, fileName: string): void {
    file.attach(join(this.#folder, fileName), 'rw');
    makeDurable(file.database);
    // What a killed process wrote and had no time to sync is read again; it must not be lost now.
    file.database.exec(`PRAGMA ${fileSchema}.wal_checkpoint(PASSIVE)`);
  }

  remove(fileName: string): void {
    for (const suffix of fileSuffixes) {
      rmSync(join(this.#folder, fileName + suffix), { force: true });
    }
    this.#sync();
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

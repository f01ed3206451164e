import { closeSync, openSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';

/** The schema under which a file is attached. Statements need not name it; CREATE must. */
export const fileSchema = 'file';

/**
 * A connection to which one file after the other is attached. The driver closes a file that was
 * opened only when all its statements were garbage: descriptors, locks and the log beside it stay
 * until then, which may be never. Detaching closes at once, and the statements are used again.
 */
export class AttachedFile {
  readonly database: SqliteDatabase;
  #isAttached = false;

  constructor() {
    this.database = openSqlite(':memory:', { journal: 'keep' });
  }

  /** The file must exist. */
  attach(path: string, mode: 'ro' | 'rw'): void {
    this.database.run(`ATTACH DATABASE ? AS ${fileSchema}`, [
      `${pathToFileURL(path).href}?mode=${mode}`,
    ]);
    this.#isAttached = true;
  }

  /** A no-op when nothing is attached. */
  detach(): void {
    if (!this.#isAttached) return;
    this.database.run(`DETACH DATABASE ${fileSchema}`);
    this.#isAttached = false;
  }
}

/** Makes an empty file that only we may read, if there is none. */
export function makeFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

/** Prepares a file for writing: nothing is acknowledged before it is synced. */
export function makeDurable(database: SqliteDatabase): void {
  database.exec(`
    PRAGMA ${fileSchema}.journal_mode = wal;
    PRAGMA ${fileSchema}.synchronous = full;
    -- A log that one long import made large would stay as large.
    PRAGMA ${fileSchema}.journal_size_limit = 16777216;
  `);
}

import type { SqliteDatabase } from '@aquifer/sqlite';

/** Each open file takes two or three descriptors, of which a process often has 1024. */
export const OPEN_FILES_MAX = 64;

/** Connections by the name of their file; the least recently used is closed when there are many. */
export class OpenFiles {
  readonly #open: (fileName: string) => SqliteDatabase;
  readonly #max: number;
  /** In the order of their last use. */
  readonly #files = new Map<string, SqliteDatabase>();

  constructor(open: (fileName: string) => SqliteDatabase, max: number = OPEN_FILES_MAX) {
    this.#open = open;
    this.#max = max;
  }

  get size(): number {
    return this.#files.size;
  }

  get(fileName: string): SqliteDatabase {
    const known = this.#files.get(fileName);
    if (known !== undefined) {
      this.#files.delete(fileName);
      this.#files.set(fileName, known);
      return known;
    }
    if (this.#files.size >= this.#max) this.#closeOldest();
    const opened = this.#open(fileName);
    this.#files.set(fileName, opened);
    return opened;
  }

  close(fileName: string): void {
    const known = this.#files.get(fileName);
    this.#files.delete(fileName);
    known?.close();
  }

  closeAll(): void {
    for (const fileName of this.#files.keys()) this.close(fileName);
  }

  #closeOldest(): void {
    const [oldest] = this.#files.keys();
    if (oldest !== undefined) this.close(oldest);
  }
}

import type { SqliteDatabase } from '@aquifer/sqlite';
import { AttachedFile } from './attached-file.ts';

/** Each open file takes two or three descriptors, of which a process often has 1024. */
export const OPEN_FILES_MAX = 64;

/** Attaches a file by its name. */
export type Attach = (file: AttachedFile, fileName: string) => void;

/** Connections by the name of their file; the least recently used takes another when there are many. */
export class OpenFiles {
  readonly #attach: Attach;
  readonly #max: number;
  /** In the order of their last use. */
  readonly #files = new Map<string, AttachedFile>();
  readonly #idle: AttachedFile[] = [];

  constructor(attach: Attach, max: number = OPEN_FILES_MAX) {
    this.#attach = attach;
    this.#max = max;
  }

  get size(): number {
    return this.#files.size;
  }

  get(fileName: string): SqliteDatabase {
    const file = this.#files.get(fileName) ?? this.#open(fileName);
    this.#files.delete(fileName);
    this.#files.set(fileName, file);
    return file.database;
  }

  close(fileName: string): void {
    const file = this.#files.get(fileName);
    if (file === undefined) return;
    this.#files.delete(fileName);
    file.detach();
    this.#idle.push(file);
  }

  closeAll(): void {
    for (const fileName of this.#files.keys()) this.close(fileName);
  }

  #open(fileName: string): AttachedFile {
    const [oldest] = this.#files.keys();
    if (oldest !== undefined && this.#files.size >= this.#max) this.close(oldest);
    const file = this.#idle.pop() ?? new AttachedFile();
    try {
      this.#attach(file, fileName);
      return file;
    } catch (error) {
      file.detach();
      this.#idle.push(file);
      throw error;
    }
  }
}

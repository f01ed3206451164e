import { openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import { BUSY_TIMEOUT_MS } from './open-file.ts';
import { reachFile } from './store-error.ts';

/** Each takes three descriptors, of which a process often has 1024. */
const READERS_MAX = 16;
/** While a moment is held, the log beside the file grows with every write. */
const HELD_MS_MAX = 300_000;

/** A connection that sees the file as it was at one moment. */
export interface HeldMoment {
  /** Throws Fault `store_unavailable` when it was held for too long, or the store is closed. */
  readonly database: SqliteDatabase;
  /** Lets the moment go. */
  release(): void;
}

interface Waiting {
  readonly resolve: (database: SqliteDatabase) => void;
  readonly reject: (error: unknown) => void;
}

/** Connections for snapshots, beside the one that reads and writes. Who finds none free waits. */
export class SnapshotReaders {
  readonly #path: string;
  readonly #heldMsMax: number;
  readonly #idle: SqliteDatabase[] = [];
  readonly #held = new Set<HeldMoment>();
  readonly #waiting: Waiting[] = [];
  #count = 0;
  #isClosed = false;

  constructor(path: string, heldMsMax: number = HELD_MS_MAX) {
    this.#path = path;
    this.#heldMsMax = heldMsMax;
  }

  async hold(): Promise<HeldMoment> {
    const database = await this.#take();
    try {
      reachFile(() => {
        database.run('BEGIN');
        // The moment is the one of the first read.
        database.value('SELECT head FROM state');
      });
    } catch (error) {
      this.#giveBack(database);
      throw error;
    }
    return this.#moment(database);
  }

  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(fault('store_unavailable'));
    for (const moment of this.#held) moment.release();
    for (const database of this.#idle.splice(0)) database.close();
  }

  #moment(database: SqliteDatabase): HeldMoment {
    let isOver = false;
    const release = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#held.delete(moment);
      this.#giveBack(database);
    };
    const timer = setTimeout(release, this.#heldMsMax).unref();
    const moment: HeldMoment = {
      get database() {
        if (isOver) throw fault('store_unavailable');
        return database;
      },
      release,
    };
    this.#held.add(moment);
    return moment;
  }

  async #take(): Promise<SqliteDatabase> {
    if (this.#isClosed) throw fault('store_unavailable');
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count >= READERS_MAX) {
      return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }
    const options = { readOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS } as const;
    const database = reachFile(() => openSqlite(this.#path, options));
    this.#count += 1;
    return database;
  }

  #giveBack(database: SqliteDatabase): void {
    if (database.inTransaction) database.run('ROLLBACK');
    const next = this.#waiting.shift();
    if (next !== undefined) next.resolve(database);
    else if (this.#isClosed) database.close();
    else this.#idle.push(database);
  }
}

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Log } from '@aquifer/service';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { Document } from '../../model/document.ts';
import type { WriteDecision } from '../../writes/decide-transactions.ts';
import type { Transaction, TransactionOutcome } from '../../writes/write.ts';
import type { DocumentPage, DocumentStore, ListQuery } from '../document-store.ts';
import { createGroupWriter } from '../group-writer.ts';
import type { GroupWriter } from '../group-writer.ts';
import type { Retention } from '../retention.ts';
import { startSweeping } from '../sweeping.ts';
import { Watchers } from '../watchers.ts';
import { backUp } from './back-up.ts';
import { listDocuments } from './list-documents.ts';
import { RememberedDocuments } from './remembered-documents.ts';
import { SnapshotReaders } from './snapshot-readers.ts';
import { SqliteChangeLog } from './sqlite-change-log.ts';
import { reachFile } from './store-error.ts';
import { sweepFile } from './sweep-file.ts';
import { findDocument, writeGroup } from './write-group.ts';

export interface SqliteStoreParts {
  readonly path: string;
  readonly database: SqliteDatabase;
  readonly retention: Retention;
  readonly log: Log;
  /** Lets others have the file. */
  readonly release: () => void;
}

const SWEEP_EVERY_MS = 1_000;

/** Documents in one file, read and written on this thread. Made by `openSqliteStore`. */
export class SqliteStore implements DocumentStore {
  readonly kind = 'sqlite';
  readonly keepsDocuments = true;
  readonly changes: SqliteChangeLog;
  readonly #path: string;
  readonly #database: SqliteDatabase;
  readonly #remembered: RememberedDocuments;
  readonly #readers: SnapshotReaders;
  readonly #watchers = new Watchers();
  readonly #writer: GroupWriter;
  readonly #endSweeping: () => Promise<void>;
  readonly #release: () => void;

  constructor({ path, database, retention, log, release }: SqliteStoreParts) {
    this.#path = path;
    this.#database = database;
    this.#remembered = new RememberedDocuments(database);
    this.#readers = new SnapshotReaders(path);
    this.changes = new SqliteChangeLog(database, this.#readers, this.#watchers);
    this.#writer = createGroupWriter({
      commit: (group) => this.#commit(group),
      onChanges: (changes) => this.#watchers.wake(changes),
    });
    this.#endSweeping = startSweeping({
      sweep: () => sweepFile(database, retention, Date.now()),
      everyMs: SWEEP_EVERY_MS,
      log,
    });
    this.#release = release;
  }

  get(collection: string, id: string): Document | undefined {
    return reachFile(() => {
      const known = this.#remembered.byId(collection, id);
      if (known !== undefined) return known;
      const found = findDocument(this.#database, collection, id);
      if (found !== undefined) this.#remembered.remember(found);
      return found;
    });
  }

  list(query: ListQuery): DocumentPage {
    return reachFile(() =>
      this.#remembered.page(query, () => listDocuments(this.#database, query, this.#remembered)),
    );
  }

  write(transaction: Transaction): Promise<TransactionOutcome> {
    return this.#writer.write(transaction);
  }

  secret(): Uint8Array {
    const secret = reachFile(() => this.#database.value<Uint8Array>('SELECT secret FROM state'));
    if (secret === undefined) throw fault('store_unreadable', { reason: 'it has no state' });
    return secret;
  }

  connections(): number {
    return 1;
  }

  async check(): Promise<void> {
    try {
      await access(this.#path, constants.R_OK | constants.W_OK);
      this.#database.value('SELECT head FROM state');
    } catch (cause) {
      throw fault('store_unavailable', {}, { cause });
    }
  }

  /** Writes a copy of the file as it is now; nothing else goes on meanwhile. */
  async backup(target: string): Promise<void> {
    backUp(this.#path, target);
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    await this.#endSweeping();
    await this.#writer.close();
    this.#readers.close();
    // The file alone is all of it then, though the driver closes it when it likes.
    reachFile(() => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    this.#database.close();
    this.#release();
  }

  #commit(group: readonly Transaction[]): WriteDecision {
    try {
      const decision = reachFile(() => writeGroup(this.#database, group));
      this.#remembered.changed(decision.changes);
      return decision;
    } catch (error) {
      // It may have been stored nevertheless.
      this.#remembered.forget();
      throw error;
    }
  }
}

import type { SqliteDatabase } from '@aquifer/sqlite';
import type { ChangeFilter, ChangeLog, ChangePage, Snapshot, Wake } from '../document-store.ts';
import { bindTo } from '../sql/list-statement.ts';
import type { SqlValue } from '../sql/list-statement.ts';
import { meantSql } from '../sql/meant-sql.ts';
import type { Watchers } from '../watchers.ts';
import { dialect } from './dialect.ts';
import { changeColumns, readChange } from './rows.ts';
import type { ChangeRow } from './rows.ts';
import type { SnapshotReaders } from './snapshot-readers.ts';
import { reachFile } from './store-error.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** The changes in a file. Only its own process writes to it, so that nobody else has to wake watchers. */
export class SqliteChangeLog implements ChangeLog {
  readonly #database: SqliteDatabase;
  readonly #readers: SnapshotReaders;
  readonly #watchers: Watchers;

  constructor(database: SqliteDatabase, readers: SnapshotReaders, watchers: Watchers) {
    this.#database = database;
    this.#readers = readers;
    this.#watchers = watchers;
  }

  head(): number {
    return this.#ends().head;
  }

  read(after: number, limit: number, filter: ChangeFilter): ChangePage | undefined {
    const { head, dropped } = this.#ends();
    if (after < dropped || after > head) return undefined;
    const upTo = Math.min(after + limit, head);
    const values: SqlValue[] = [];
    const bind = bindTo(values, dialect);
    const sql = `SELECT ${changeColumns} FROM changes
      WHERE seq > ${bind(after)} AND seq <= ${bind(upTo)}${meantSql(filter, bind)} ORDER BY seq`;
    const rows = reachFile(() => this.#database.all<ChangeRow>(sql, values));
    return { changes: rows.map(readChange), upTo };
  }

  snapshot(filter: ChangeFilter): Promise<Snapshot> {
    return takeSnapshot(this.#readers, filter);
  }

  watch(wake: Wake): () => void {
    return this.#watchers.add(wake);
  }

  #ends(): { readonly head: number; readonly dropped: number } {
    const ends = reachFile(() =>
      this.#database.get<{ head: number; dropped: number }>('SELECT head, dropped FROM state'),
    );
    if (ends === undefined) throw new Error('the table of the state is empty');
    return ends;
  }
}

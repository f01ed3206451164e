import type { ChangeFilter, ChangeLog, ChangePage, Snapshot, Wake } from '../document-store.ts';
import { bindTo } from '../sql/list-statement.ts';
import type { SqlValue } from '../sql/list-statement.ts';
import { meantSql } from '../sql/meant-sql.ts';
import type { Watchers } from '../watchers.ts';
import type { Connections } from './connect.ts';
import { dialect } from './dialect.ts';
import { changeColumns, readChange } from './rows.ts';
import { schemaName, stateRow } from './schema.ts';
import { reachStore } from './store-failure.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** The changes of all instances. */
export class PostgresChangeLog implements ChangeLog {
  readonly #connections: Connections;
  readonly #watchers: Watchers;
  readonly #options: { readonly prepare: true; readonly timeoutMs: number };

  constructor(connections: Connections, watchers: Watchers, timeoutMs: number) {
    this.#connections = connections;
    this.#watchers = watchers;
    this.#options = { prepare: true, timeoutMs };
  }

  head(): Promise<number> {
    return reachStore(async () => {
      const sql = `SELECT head FROM ${schemaName}.state`;
      const [row] = await this.#connections.postgres.readTexts(sql, [], this.#options);
      return Number(row?.[0]);
    });
  }

  read(after: number, limit: number, filter: ChangeFilter): Promise<ChangePage | undefined> {
    return reachStore(() => this.#read(after, limit, filter));
  }

  snapshot(filter: ChangeFilter): Promise<Snapshot> {
    return takeSnapshot(this.#connections.snapshots, filter);
  }

  watch(wake: Wake): () => void {
    return this.#watchers.add(wake);
  }

  /** In one statement: what was dropped a moment later was still there. */
  async #read(after: number, limit: number, filter: ChangeFilter): Promise<ChangePage | undefined> {
    const values: SqlValue[] = [];
    const bind = bindTo(values, dialect);
    const sql = `SELECT head, up_to, ${changeColumns}
      FROM ${stateRow} LEFT JOIN (
        SELECT ${changeColumns} FROM ${schemaName}.changes
        WHERE seq > ${bind(after)} AND seq <= ${bind(after + limit)}${meantSql(filter, bind)}
        ORDER BY seq
      ) changes ON true`;
    const rows = await this.#connections.postgres.readTexts(sql, values, this.#options);
    const head = Number(rows[0]?.[0]);
    if (after < Number(rows[0]?.[1]) || after > head) return undefined;
    const found = rows.map(([, , ...row]) => row).filter(([seq]) => seq !== null);
    return { changes: found.map(readChange), upTo: Math.min(after + limit, head) };
  }
}

import type { Log } from '@aquifer/service';
import type { Document } from '../../model/document.ts';
import type { Transaction, TransactionOutcome } from '../../writes/write.ts';
import type { ChangeLog, DocumentPage, DocumentStore, ListQuery } from '../document-store.ts';
import { createGroupWriter } from '../group-writer.ts';
import type { GroupWriter } from '../group-writer.ts';
import type { Retention } from '../retention.ts';
import { storedText } from '../sql/stored-text.ts';
import { startSweeping } from '../sweeping.ts';
import { Watchers } from '../watchers.ts';
import { openChangeLine } from './change-line.ts';
import type { ChangeLine } from './change-line.ts';
import type { Connections } from './connect.ts';
import { listDocuments } from './list-documents.ts';
import { PostgresChangeLog } from './postgres-change-log.ts';
import { documentColumns, readDocument } from './rows.ts';
import { schemaName } from './schema.ts';
import { reachStore } from './store-failure.ts';
import { sweepTables } from './sweep-tables.ts';
import { writeGroup } from './write-group.ts';

export interface PostgresStoreParts {
  readonly connections: Connections;
  readonly statementTimeoutMs: number;
  readonly retention: Retention;
  readonly log: Log;
}

const SWEEP_EVERY_MS = 2_000;
/** A probe does not wait longer (contract §14). */
const CHECK_MS_MAX = 2_000;

const DOCUMENT = `SELECT ${documentColumns} FROM ${schemaName}.documents
  WHERE collection = $1 AND id = $2`;

/** Documents that instances share. Made by `openPostgresStore`. */
export class PostgresStore implements DocumentStore {
  readonly kind = 'postgres';
  readonly changes: ChangeLog;
  readonly #connections: Connections;
  readonly #timeoutMs: number;
  readonly #writer: GroupWriter;
  readonly #line: ChangeLine;
  readonly #endSweeping: () => Promise<void>;

  constructor({ connections, statementTimeoutMs, retention, log }: PostgresStoreParts) {
    const { postgres } = connections;
    const watchers = new Watchers();
    this.#connections = connections;
    this.#timeoutMs = statementTimeoutMs;
    const changes = new PostgresChangeLog(connections, watchers, statementTimeoutMs);
    this.changes = changes;
    this.#line = openChangeLine({ postgres, watchers, readHead: () => changes.head(), log });
    this.#writer = createGroupWriter({
      commit: (group) => reachStore(() => writeGroup(postgres, group, statementTimeoutMs)),
      onChanges: (changes) => this.#line.changed(changes),
    });
    this.#endSweeping = startSweeping({
      sweep: () => sweepTables(postgres, retention, Date.now()),
      everyMs: SWEEP_EVERY_MS,
      log,
    });
  }

  get(collection: string, id: string): Promise<Document | undefined> {
    return reachStore(async () => {
      const [row] = await this.#connections.postgres.readTexts(
        DOCUMENT,
        [storedText(collection), storedText(id)],
        { prepare: true, timeoutMs: this.#timeoutMs },
      );
      return row === undefined ? undefined : readDocument(row);
    });
  }

  list(query: ListQuery): Promise<DocumentPage> {
    return reachStore(() => listDocuments(this.#connections.postgres, query, this.#timeoutMs));
  }

  write(transaction: Transaction): Promise<TransactionOutcome> {
    return this.#writer.write(transaction);
  }

  secret(): Promise<Uint8Array> {
    return reachStore(async () => {
      const sql = `SELECT secret FROM ${schemaName}.state`;
      return Buffer.from((await this.#connections.postgres.value<string>(sql)) ?? '');
    });
  }

  connections(): number {
    const { postgres, snapshots } = this.#connections;
    return postgres.poolState().total + snapshots.poolState().total;
  }

  check(): Promise<void> {
    return reachStore(async () => {
      await this.#connections.postgres.query('SELECT 1', [], { timeoutMs: CHECK_MS_MAX });
    });
  }

  async close(): Promise<void> {
    await this.#endSweeping();
    await this.#writer.close();
    await this.#line.close();
    await this.#connections.close();
  }
}

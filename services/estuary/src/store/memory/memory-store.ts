import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Document } from '../../model/document.ts';
import { decideTransactions } from '../../writes/decide-transactions.ts';
import type { KeptRecord } from '../../writes/decide-transactions.ts';
import type { Transaction, TransactionOutcome } from '../../writes/write.ts';
import type {
  ChangeFilter,
  ChangeLog,
  DocumentPage,
  DocumentStore,
  ListQuery,
  Snapshot,
} from '../document-store.ts';
import type { Retention } from '../retention.ts';
import { Watchers } from '../watchers.ts';
import { listDocuments } from './list-documents.ts';
import { MemoryChangeLog } from './memory-change-log.ts';
import { OrderedDocuments } from './ordered-documents.ts';

/** Expired answers are looked for when there are so many, and then when there are twice what was left. */
const KEPT_SWEEP_MIN = 10_000;
const SNAPSHOT_PAGE = 1_000;

/** Opens a store that is gone when the process ends (guide; contract §19.2). */
export function openMemoryStore(retention: Retention): DocumentStore {
  return new MemoryStore(retention);
}

class MemoryStore implements DocumentStore {
  readonly kind = 'memory';
  readonly keepsDocuments = true;
  readonly changes: ChangeLog;
  readonly #collections = new Map<string, OrderedDocuments>();
  readonly #log: MemoryChangeLog;
  readonly #kept = new Map<string, KeptRecord>();
  #sweepAt = KEPT_SWEEP_MIN;
  readonly #watchers = new Watchers();
  readonly #secret = randomBytes(32);

  constructor(retention: Retention) {
    this.#log = new MemoryChangeLog(retention);
    this.changes = {
      head: () => this.#log.head,
      read: (after, limit, filter) => this.#log.read(after, limit, filter),
      snapshot: (filter) => this.#snapshot(filter),
      watch: (wake) => this.#watchers.add(wake),
    };
  }

  get(collection: string, id: string): Document | undefined {
    return this.#collections.get(collection)?.get(id);
  }

  list(query: ListQuery): DocumentPage {
    return listDocuments(this.#of(query.filter.collection), query);
  }

  write(transaction: Transaction): TransactionOutcome {
    const { outcomes, changes, kept } = decideTransactions([transaction], {
      head: this.#log.head,
      lastAt: this.#log.lastAt,
      document: (collection, id) => this.get(collection, id),
      kept: (scope) => this.#kept.get(scope),
    });
    for (const { collection, id, document } of changes) {
      if (document === null) this.#of(collection).delete(id);
      else this.#of(collection).set(document);
    }
    this.#log.add(changes);
    for (const [scope, record] of kept) this.#keep(scope, record, transaction.at);
    if (changes.length > 0) this.#watchers.wake(changes);
    return outcomes[0] as TransactionOutcome;
  }

  secret(): Uint8Array {
    return this.#secret;
  }

  connections(): number {
    return 0;
  }

  async check(): Promise<void> {
    // Memory is there.
  }

  async close(): Promise<void> {
    this.#collections.clear();
  }

  #of(collection: string): OrderedDocuments {
    const known = this.#collections.get(collection);
    if (known !== undefined) return known;
    const made = new OrderedDocuments();
    this.#collections.set(collection, made);
    return made;
  }

  #keep(scope: string, record: KeptRecord, now: number): void {
    if (this.#kept.size >= this.#sweepAt) {
      for (const [old, { expiresAt }] of this.#kept) if (expiresAt <= now) this.#kept.delete(old);
      this.#sweepAt = Math.max(KEPT_SWEEP_MIN, this.#kept.size * 2);
    }
    this.#kept.set(scope, record);
  }

  /** Documents are never changed in place, so a list of them is a moment. */
  #snapshot({ collection, id, owner }: ChangeFilter): Snapshot {
    const all = [...this.#collections]
      .filter(([name]) => collection === undefined || name === collection)
      .flatMap(([, documents]) => [...documents.createdAfter(0)])
      .filter((document) => id === undefined || document.id === id)
      .filter((document) => owner === undefined || document.owner === owner)
      .toSorted((left, right) => left.createdSeq - right.createdSeq);
    return { seq: this.#log.head, pages: pagesOf(all) };
  }
}

async function* pagesOf(documents: readonly Document[]): AsyncGenerator<readonly Document[]> {
  for (let at = 0; at < documents.length; at += SNAPSHOT_PAGE) {
    yield documents.slice(at, at + SNAPSHOT_PAGE);
    // Whoever takes all pages at once lets others have their turns.
    await setImmediate();
  }
}

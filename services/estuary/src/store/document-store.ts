import type { Change, Document } from '../model/document.ts';
import type { Transaction, TransactionOutcome } from '../writes/write.ts';

/** A value that is there at once where the store is in this process, so that nobody waits for it. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Which documents of a collection are meant: those of which all of this holds. */
export interface DocumentFilter {
  readonly collection: string;
  /** Only documents of this subject. */
  readonly owner?: string;
  readonly name?: string;
  readonly namePrefix?: string;
  /** Changed at or after this time, in milliseconds since 1970. */
  readonly updatedSince?: number;
}

export type SortField = 'created_at' | 'updated_at' | 'name';

/** Equal values come in the order of their creation; descending is the exact reverse. */
export interface Sort {
  readonly field: SortField;
  readonly descending: boolean;
}

/** Where a document stands in a sorted list. */
export interface Place {
  /** Its value of the field by which the list is sorted. */
  readonly value: string | number;
  readonly createdSeq: number;
}

export interface ListQuery {
  readonly filter: DocumentFilter;
  readonly sort: Sort;
  /** Only what stands behind this place. */
  readonly after: Place | undefined;
  /** Documents to leave out at the beginning of what is left. */
  readonly offset: number;
  /** At least 1. */
  readonly limit: number;
  /** Whether all documents that fit the filter are counted. */
  readonly counts: boolean;
}

export interface DocumentPage {
  readonly documents: readonly Document[];
  /** How many fit the filter, at the moment of the page; null when they were not to be counted. */
  readonly total: number | null;
}

/** Which changes are meant. */
export interface ChangeFilter {
  readonly collection?: string;
  readonly id?: string;
  readonly owner?: string;
}

export interface ChangePage {
  readonly changes: readonly Change[];
  /** Everything up to here was looked at: less than was asked for only where the log ends. */
  readonly upTo: number;
}

/** All documents as they were after one change. */
export interface Snapshot {
  readonly seq: number;
  /**
   * In the order of their creation, a page at a time. Leaving it early is allowed, not beginning it
   * is not: until then the store holds on to that moment. To be read once.
   */
  readonly pages: AsyncIterable<readonly Document[]>;
}

/**
 * Where documents are kept (contract §19.1). Adapters: memory, sqlite, postgres, convex; one contract
 * suite runs on all. Texts may hold U+0000, and no lone surrogates. Failures of a store are Faults:
 * `store_unavailable`, `store_failed`, `store_locked`, and `outcome_unknown` for a write that may have
 * been stored.
 */
export interface DocumentStore {
  readonly kind: 'memory' | 'sqlite' | 'postgres' | 'convex';
  /** Set where a document is the same object for as long as it does not change, most of the time. */
  readonly keepsDocuments?: boolean;
  get(collection: string, id: string): MaybePromise<Document | undefined>;
  list(query: ListQuery): MaybePromise<DocumentPage>;
  /** Durable when it resolves. Decided by `decideTransactions`. */
  write(transaction: Transaction): MaybePromise<TransactionOutcome>;
  readonly changes: ChangeLog;
  /** Random bytes that belong to the data: the same for all who share it, and as long as it lasts. */
  secret(): MaybePromise<Uint8Array>;
  /** Connections to a database of its own that are open now. */
  connections(): number;
  /** Throws when the store does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** All changes in their order (contract B6). */
export interface ChangeLog {
  /** Set where watching asks the store again and again, which is not to be done for nobody. */
  readonly isPolled?: boolean;
  /** Sequence number of the last change; 0 when there was none. */
  head(): MaybePromise<number>;
  /**
   * What is meant of the next `limit` changes behind `after`. Undefined when they cannot be told:
   * some are not kept any more, or `after` is ahead of the log and so not of this one.
   */
  read(after: number, limit: number, filter: ChangeFilter): MaybePromise<ChangePage | undefined>;
  snapshot(filter: ChangeFilter): MaybePromise<Snapshot>;
  /** Calls `wake` when there may be new changes, of any instance. Returns the function that ends it. */
  watch(wake: Wake): () => void;
}

/**
 * Told changes that this instance has just stored, where they are at hand: with those of nobody else in
 * between, so that whoever knows all before their first needs not read them.
 */
export type Wake = (stored?: readonly Change[]) => void;

import type { Document } from '../../model/document.ts';
import type { Transaction, TransactionOutcome } from '../../writes/write.ts';
import type { ChangePage, DocumentPage, ListQuery } from '../document-store.ts';

/** A part of a snapshot, and `createdSeq` up to which it goes. */
export interface SnapshotPart {
  readonly documents: readonly Document[];
  readonly end: number;
  readonly isLast: boolean;
}

/**
 * What a store asks the functions of a deployment. What they cannot do is the Fault `not_supported`.
 * Deployments have ours (`WholeDocuments`), or such as the contract knows (`PlainItems`).
 */
export interface ConvexDocuments {
  get(collection: string, id: string): Promise<Document | undefined>;
  list(query: ListQuery): Promise<DocumentPage>;
  write(transaction: Transaction): Promise<TransactionOutcome>;
  /** Sequence number of the last change. */
  head(): Promise<number>;
  /** The next changes; undefined where they are not kept any more. */
  read(after: number, limit: number): Promise<ChangePage | undefined>;
  /** Documents behind a `createdSeq` as they were at a change; undefined where nobody knows any more. */
  snapshotPart(seq: number, after: number): Promise<SnapshotPart | undefined>;
}

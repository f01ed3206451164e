/** The collection that is always there (guide; contract §7). */
export const ITEMS = 'items';

/**
 * The collection of the declarations of all others (contract B8). No route leads to it and no client
 * is told of it: names that clients may choose have no `$`.
 */
export const COLLECTIONS = '$collections';

/** Whether clients may know of a collection. */
export const isPublished = (collection: string): boolean => collection !== COLLECTIONS;

/** What a collection holds: an item, or a document checked by a schema (contract §7, B8). */
export interface Document {
  readonly collection: string;
  /** Opaque to clients. */
  readonly id: string;
  /**
   * Grows by one with every change: what its ETag says (contract B3). From 1; where the client chose
   * the id, from a number that no other document had that was deleted under it.
   */
  readonly version: number;
  /** Sequence number of the change that created it: documents list in this order. */
  readonly createdSeq: number;
  /** Milliseconds since 1970; never runs backwards along `createdSeq`. */
  readonly createdAt: number;
  /** Milliseconds since 1970; grows with every change. */
  readonly updatedAt: number;
  /** `sub` of the token it was created with, where documents belong to somebody (contract B9). */
  readonly owner: string | null;
  readonly fields: Fields;
}

/** What a client gave. */
export interface Fields {
  /**
   * The text under `name`, by which documents are found and sorted: its first 255 characters, which
   * is all of an item's; empty when there is none.
   */
  readonly name: string;
  /** All of it as the JSON text of an object. */
  readonly json: string;
}

/** One step in the life of a document, as the change feed tells it (contract B6). */
export interface Change {
  /** Position in the order of all changes of the store, strictly growing from 1. */
  readonly seq: number;
  readonly type: 'created' | 'updated' | 'deleted';
  readonly collection: string;
  readonly id: string;
  /** Of the document after the change; of the last one it had when it was deleted. */
  readonly version: number;
  readonly owner: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The document after the change; null when it was deleted. */
  readonly document: Document | null;
}

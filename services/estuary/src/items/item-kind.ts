import type { Document, Fields } from '../model/document.ts';
import type { Check, Patch } from '../writes/write.ts';

/** What an update sets. */
export interface Update {
  readonly patch: Patch;
  readonly replaces: boolean;
}

/** What tells items of one collection from those of another: where they are, and their rules. */
export interface ItemKind {
  readonly collection: string;
  /** Where its items are listed and created. */
  readonly path: string;
  /** Whether all of it is about to go: until that is decided nothing is written. */
  readonly isGoing: boolean;
  /** What the rules rest on: what was read by them is stored only as long as this holds. */
  readonly checks: readonly Check[];
  /** Fields of a new item. Throws `validation_failed`, with every problem. */
  readNew(body: Patch): Fields;
  /** What PUT sets. Throws `validation_failed`. */
  readUpdate(body: Patch): Update;
  /**
   * What PATCH sets in what is there, where that is needed to know it; undefined where it sets the
   * same as PUT.
   */
  readonly readMerge: ((body: Patch, current: Document) => Update) | undefined;
}

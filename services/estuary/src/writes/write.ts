import type { Change, Document, Fields } from '../model/document.ts';

/** Members of a document's object to be set; what is not named stays. */
export type Patch = Readonly<Record<string, unknown>>;

/** What must hold of a document for a write to be done (RFC 9110 §13.1). */
export interface Condition {
  /** Versions of which it must have one; `any`, that it exists. */
  readonly ifMatch?: readonly number[] | 'any';
  /** Documents of anybody else count as not there. */
  readonly owner?: string;
}

/** One change a client asks for. */
export type Write =
  | {
      readonly kind: 'create';
      readonly collection: string;
      readonly id: string;
      /** Whether the client chose the id, so that it would not do to give another one. */
      readonly isIdChosen?: boolean;
      readonly fields: Fields;
      readonly owner: string | null;
    }
  | {
      readonly kind: 'update';
      readonly collection: string;
      readonly id: string;
      readonly condition: Condition;
      /** Made into the new fields by `applyPatch`. */
      readonly patch: Patch;
      /** Whether the patch is all that stays: nothing is merged. */
      readonly replaces?: boolean;
    }
  | {
      readonly kind: 'delete';
      readonly collection: string;
      readonly id: string;
      readonly condition: Condition;
    }
  | Restore
  | Check;

/**
 * No change, but what the others rest on: that a document is still just as it was when they were
 * made up.
 */
export interface Check {
  readonly kind: 'check';
  readonly collection: string;
  readonly id: string;
  /** 0: that there is none. */
  readonly version: number;
  /** Tells it from another one that has its id later. */
  readonly createdSeq: number;
}

/** A document as it was in another store, put here where there is none of its id (contract B10). */
export interface Restore extends Omit<Document, 'createdSeq'> {
  readonly kind: 'restore';
}

/** A key under which the answer to a request is kept for repeats of it (contract B4). */
export interface IdempotencyKey {
  /** Who asks for what: subject or address, method, path and the client's key. */
  readonly scope: string;
  /** Hash of the body: another body under the same key is a mistake of the client. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** An answer as it is sent, to be sent again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; empty for none. */
  readonly body: string;
}

/** Writes that are done together: all of them or none. */
export interface Transaction {
  /** At least one; checks come before the others. */
  readonly writes: readonly Write[];
  /** When it was asked for, in milliseconds since 1970. */
  readonly at: number;
  readonly idempotency?: {
    readonly key: IdempotencyKey;
    /** Renders what will be kept. */
    readonly answer: (outcome: Outcome) => KeptAnswer;
  };
}

/** Why nothing of a transaction was done: the first write that could not be. */
export interface Refusal {
  /** Checks do not count. */
  readonly index: number;
  readonly reason: 'not-found' | 'version-mismatch' | 'exists';
  /** The document that is there, if one is. */
  readonly current?: Document;
}

/** What became of writes. */
export type Outcome =
  /** One change for each write that is no check, in their order. */
  | { readonly kind: 'done'; readonly changes: readonly Change[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What became of a transaction. */
export type TransactionOutcome =
  | Outcome
  /** The same was asked for before under this key; nothing was done now. */
  | { readonly kind: 'repeated'; readonly answer: KeptAnswer }
  /** The key belongs to another body. */
  | { readonly kind: 'key-reused' }
  /** A check does not hold any more: nothing was done, nor kept. To be made up anew. */
  | { readonly kind: 'stale' };

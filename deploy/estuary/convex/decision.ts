// The rules of services/estuary/src/{model,writes,store}, made by npm run reference: change them there.

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

/** Fields with the members of a patch set. The members of objects in it are not merged. */
export function applyPatch(fields: Fields, patch: Patch): Fields {
  return fieldsOf({ ...(JSON.parse(fields.json) as Patch), ...patch });
}

/** What is stored of an object that a client gave. */
export function fieldsOf(object: Patch): Fields {
  const { name } = object;
  return { name: typeof name === 'string' ? shortened(name) : '', json: JSON.stringify(object) };
}

/** As many characters as the name of an item may have, and as an index can hold. */
const NAME_MAX = 255;

function shortened(name: string): string {
  if (name.length <= NAME_MAX) return name;
  // A character has two units at most.
  return Array.from(name.slice(0, 2 * NAME_MAX))
    .slice(0, NAME_MAX)
    .join('');
}

/** An answer kept under a key. */
export interface KeptRecord extends Omit<IdempotencyKey, 'scope'> {
  readonly answer: KeptAnswer;
}

/** What must be known to decide about transactions. */
export interface WriteState {
  /** The last sequence number given out; 0 when there was no change. */
  readonly head: number;
  /** When the last change was made, in milliseconds since 1970. */
  readonly lastAt: number;
  document(collection: string, id: string): Document | undefined;
  /** What is kept under a key; one that has expired may be told or not. */
  kept(scope: string): KeptRecord | undefined;
}

/** What is to be stored, and what each transaction is to be told, in their order. */
export interface WriteDecision {
  readonly outcomes: readonly TransactionOutcome[];
  /** In the order of their sequence numbers, from `head + 1` on without gaps. */
  readonly changes: readonly Change[];
  readonly kept: ReadonlyMap<string, KeptRecord>;
}

/**
 * Decides about transactions that are stored together, one after the other, as if each had been
 * alone: one sees what those before it did, and one that is refused leaves no trace. Every store
 * decides by this function, while no other writer is in.
 */
export function decideTransactions(
  transactions: readonly Transaction[],
  state: WriteState,
): WriteDecision {
  const group = new Group(state);
  const outcomes = transactions.map((transaction) => group.decide(transaction));
  return { outcomes, changes: group.changes, kept: group.kept };
}

type Draft = ReadonlyMap<string, Document | null>;
/** A write that changes something. */
type Doing = Exclude<Write, Check>;

class Group {
  readonly changes: Change[] = [];
  readonly kept = new Map<string, KeptRecord>();
  readonly #state: WriteState;
  /** Documents as this group leaves them; null where it deleted one. */
  readonly #documents = new Map<string, Document | null>();
  #seq: number;
  #lastAt: number;

  constructor(state: WriteState) {
    this.#state = state;
    this.#seq = state.head;
    this.#lastAt = state.lastAt;
  }

  decide(transaction: Transaction): TransactionOutcome {
    const { idempotency, at } = transaction;
    if (idempotency === undefined) return this.#do(transaction);
    const { scope, fingerprint, expiresAt } = idempotency.key;
    const kept = this.kept.get(scope) ?? this.#state.kept(scope);
    if (kept !== undefined && kept.expiresAt > at) {
      return kept.fingerprint === fingerprint
        ? { kind: 'repeated', answer: kept.answer }
        : { kind: 'key-reused' };
    }
    const outcome = this.#do(transaction);
    if (outcome.kind === 'stale') return outcome;
    this.kept.set(scope, { fingerprint, expiresAt, answer: idempotency.answer(outcome) });
    return outcome;
  }

  #do({ writes, at }: Transaction): Outcome | { readonly kind: 'stale' } {
    // Clocks of several servers differ; the order of changes is what counts.
    let time = Math.max(at, this.#lastAt);
    const draft = new Map<string, Document | null>();
    const changes: Change[] = [];
    for (const write of writes) {
      const before = this.#find(write, draft);
      if (write.kind === 'check') {
        if (!holds(write, before)) return { kind: 'stale' };
        continue;
      }
      const refused = refuse(write, before);
      const index = changes.length;
      if (refused !== undefined) return { kind: 'refused', refusal: { index, ...refused } };
      const change = changeOf(write, before, this.#seq + changes.length + 1, time);
      changes.push(change);
      time = change.at;
      draft.set(keyOf(write), change.document);
    }
    for (const [key, document] of draft) this.#documents.set(key, document);
    this.changes.push(...changes);
    this.#seq += changes.length;
    // Checks alone change nothing, the time neither.
    if (changes.length > 0) this.#lastAt = time;
    return { kind: 'done', changes };
  }

  #find(write: Write, draft: Draft): Document | undefined {
    const key = keyOf(write);
    for (const known of [draft, this.#documents]) {
      const found = known.get(key);
      if (found !== undefined) return found ?? undefined;
    }
    return this.#state.document(write.collection, write.id);
  }
}

/** Names of collections have no slash. */
const keyOf = ({ collection, id }: Write): string => `${collection}/${id}`;

/** Whether what a check says is so. */
export function holds({ version, createdSeq }: Check, current: Document | undefined): boolean {
  if (version === 0) return current === undefined;
  return current?.version === version && current.createdSeq === createdSeq;
}

/** Why a write cannot be done to what is there; undefined when it can. */
function refuse(write: Doing, current: Document | undefined): Omit<Refusal, 'index'> | undefined {
  if (write.kind === 'create' || write.kind === 'restore') {
    return current === undefined ? undefined : { reason: 'exists', current };
  }
  const { ifMatch, owner } = write.condition;
  const isThere = current !== undefined && (owner === undefined || current.owner === owner);
  // Before the condition, which says nothing of a document that is not there (RFC 9110 §13.2.1).
  if (!isThere) return { reason: 'not-found' };
  return matches(current, ifMatch) ? undefined : { reason: 'version-mismatch', current };
}

const matches = ({ version }: Document, ifMatch: Condition['ifMatch']): boolean =>
  ifMatch === undefined || ifMatch === 'any' || ifMatch.includes(version);

/** The change that a write makes of what is there, which `refuse` has let pass. */
function changeOf(write: Doing, current: Document | undefined, seq: number, time: number): Change {
  const { collection, id } = write;
  if (write.kind === 'create') return creation(write, seq, time);
  if (write.kind === 'restore') return restoration(write, seq, time);
  const before = current as Document;
  const { owner } = before;
  const at = Math.max(time, before.updatedAt + 1);
  if (write.kind === 'delete') {
    const { version } = before;
    return { seq, type: 'deleted', collection, id, version, owner, at, document: null };
  }
  const version = before.version + 1;
  const { patch, replaces = false } = write;
  const fields = replaces ? fieldsOf(patch) : applyPatch(before.fields, patch);
  const document = { ...before, version, updatedAt: at, fields };
  return { seq, type: 'updated', collection, id, version, owner, at, document };
}

function creation(
  { collection, id, fields, owner, isIdChosen = false }: Extract<Write, { kind: 'create' }>,
  seq: number,
  at: number,
): Change {
  const version = isIdChosen ? firstVersion(at) : 1;
  const document: Document = {
    collection,
    id,
    version,
    createdSeq: seq,
    createdAt: at,
    updatedAt: at,
    owner,
    fields,
  };
  return { seq, type: 'created', collection, id, version, owner, at, document };
}

/**
 * Where the versions of a document begin whose id may have been another one's, which was deleted. Times
 * grow by a millisecond with each change of a document at least, and versions by one, so that this is
 * beyond all versions that one had: who knows only that one does not change this one.
 */
const firstVersion = (createdAt: number): number => Math.max(1, createdAt);

/** Those who follow are told of it now; the document has its own times. */
function restoration({ kind: _, ...kept }: Restore, seq: number, time: number): Change {
  const { collection, id, version, owner, updatedAt } = kept;
  // Whatever is created later has to be later than what is restored.
  const at = Math.max(time, updatedAt);
  const document: Document = { ...kept, createdSeq: seq };
  return { seq, type: 'created', collection, id, version, owner, at, document };
}

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

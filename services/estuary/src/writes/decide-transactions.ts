import type { Change, Document } from '../model/document.ts';
import { applyPatch, fieldsOf } from './apply-patch.ts';
import type {
  Check,
  Condition,
  IdempotencyKey,
  KeptAnswer,
  Outcome,
  Refusal,
  Restore,
  Transaction,
  TransactionOutcome,
  Write,
} from './write.ts';

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

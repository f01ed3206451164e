import { fieldsOf } from '../../src/writes/apply-patch.ts';
import type {
  Condition,
  Outcome,
  Patch,
  Restore,
  Transaction,
  Write,
} from '../../src/writes/write.ts';

/** Creates a document of these members. */
export const create = (
  collection: string,
  id: string,
  object: Patch = { name: id },
  owner: string | null = null,
): Write => ({ kind: 'create', collection, id, fields: fieldsOf(object), owner });

export const update = (
  collection: string,
  id: string,
  patch: Patch = {},
  condition: Condition = {},
): Write => ({ kind: 'update', collection, id, patch, condition });

export const remove = (collection: string, id: string, condition: Condition = {}): Write => ({
  kind: 'delete',
  collection,
  id,
  condition,
});

/** That a document is this one. */
export const check = (
  collection: string,
  id: string,
  version: number,
  createdSeq: number,
): Write => ({ kind: 'check', collection, id, version, createdSeq });

/** Restores a document of these members, which was created and changed at these times. */
export const restore = (
  collection: string,
  id: string,
  { version = 1, createdAt = 1_000, updatedAt = createdAt, owner = null }: Partial<Restore> = {},
  object: Patch = { name: id },
): Write => ({
  kind: 'restore',
  collection,
  id,
  version,
  createdAt,
  updatedAt,
  owner,
  fields: fieldsOf(object),
});

/** Writes that are asked for now, or at another time. */
export const transaction = (writes: readonly Write[], at: number = Date.now()): Transaction => ({
  writes,
  at,
});

/** A request under an idempotency key, whose answer tells the outcome. */
export interface KeyedRequest {
  readonly scope: string;
  readonly fingerprint?: string;
  readonly at?: number;
  /** How long the answer is kept, in milliseconds. */
  readonly ttl?: number;
}

export function keyed(writes: readonly Write[], request: KeyedRequest): Transaction {
  const { scope, fingerprint = 'f', at = Date.now(), ttl = 86_400_000 } = request;
  return {
    writes,
    at,
    idempotency: { key: { scope, fingerprint, expiresAt: at + ttl }, answer: answerOf },
  };
}

/** What is kept of an outcome in tests. */
export const answerOf = (outcome: Outcome): ReturnType<KeptAnswerOf> => ({
  status: outcome.kind === 'done' ? 200 : 409,
  headers: { 'x-kind': outcome.kind },
  body: JSON.stringify(outcome),
});

type KeptAnswerOf = NonNullable<Transaction['idempotency']>['answer'];

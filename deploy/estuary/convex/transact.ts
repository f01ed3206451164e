import type { Writer } from './access.ts';
import { decideTransactions } from './decision.ts';
import type {
  Change,
  Document,
  IdempotencyKey,
  KeptAnswer,
  KeptRecord,
  Outcome,
  Transaction,
  TransactionOutcome,
  Write,
} from './decision.ts';
import { countRow, documentOf, findRow, keptRow, readLog, rowOf } from './rows.ts';
import type { LogRow } from './rows.ts';

/** A transaction as it travels: the answer to a key is rendered by Estuary, from the outcome. */
export interface SentTransaction {
  readonly writes: readonly Write[];
  readonly at: number;
  readonly key?: IdempotencyKey;
}

export interface TransactRequest {
  readonly transactions: readonly SentTransaction[];
  readonly changesMax: number;
  readonly ageMax: number;
}

/** Expired keys that a mutation removes beside its own work. */
const SWEPT_MAX = 20;
/** Clocks of several servers differ: for another one a key may not have expired yet. */
const SWEPT_LATE_MS = 3_600_000;
/** Old changes that a mutation drops for each one it makes, so that it catches up. */
const DROPPED_FOR_EACH = 4;

/** Decides by the function all stores decide by; a mutation of Convex is a serializable transaction. */
export async function transact(
  db: Writer,
  { transactions, ...retention }: TransactRequest,
): Promise<readonly TransactionOutcome[]> {
  const log = await readLog(db);
  const before = await readDocuments(db, transactions);
  const kept = await readKept(db, transactions);
  const decision = decideTransactions(transactions.map(received), {
    head: log.head,
    lastAt: log.lastAt,
    document: (collection, id) => before.get(keyOf({ collection, id })),
    kept: (scope) => kept.get(scope),
  });
  for (const change of decision.changes) await store(db, change, before);
  await count(db, decision.changes);
  await moveLog(db, log, decision.changes, retention);
  for (const [scope, record] of decision.kept) await keep(db, scope, record);
  if (decision.kept.size > 0) await sweep(db, transactions[0]?.at ?? 0);
  return decision.outcomes;
}

const keyOf = ({ collection, id }: { collection: string; id: string }): string =>
  `${collection}/${id}`;

/** The outcome itself is kept, as JSON text in the body of an answer. */
const received = ({ key, ...rest }: SentTransaction): Transaction =>
  key === undefined ? rest : { ...rest, idempotency: { key, answer: answerOf } };

const answerOf = (outcome: Outcome): KeptAnswer => ({
  status: 200,
  headers: {},
  body: JSON.stringify(outcome),
});

async function readDocuments(
  db: Writer,
  transactions: readonly SentTransaction[],
): Promise<Map<string, Document>> {
  const found = new Map<string, Document>();
  for (const { collection, id } of transactions.flatMap(({ writes }) => writes)) {
    const row = await findRow(db, collection, id);
    if (row !== null) found.set(keyOf(row), documentOf(row));
  }
  return found;
}

async function readKept(
  db: Writer,
  transactions: readonly SentTransaction[],
): Promise<ReadonlyMap<string, KeptRecord>> {
  const found = new Map<string, KeptRecord>();
  for (const { key } of transactions) {
    const row = key === undefined ? null : await keptRow(db, key.scope);
    if (row === null) continue;
    const { scope, fingerprint, expiresAt, outcome } = row;
    found.set(scope, {
      fingerprint,
      expiresAt,
      answer: { status: 200, headers: {}, body: outcome },
    });
  }
  return found;
}

/** Stores what a change left, and the change with what was there before. */
async function store(db: Writer, change: Change, before: Map<string, Document>): Promise<void> {
  const { collection, id, seq, at, document } = change;
  const row = await findRow(db, collection, id);
  if (document === null) {
    if (row !== null) await db.delete(row._id);
  } else if (row === null) await db.insert('documents', rowOf(document));
  else await db.replace(row._id, rowOf(document));
  const key = keyOf(change);
  await db.insert('changes', {
    seq,
    at,
    change: JSON.stringify(change),
    before: JSON.stringify(before.get(key) ?? null),
  });
  if (document === null) before.delete(key);
  else before.set(key, document);
}

async function count(db: Writer, changes: readonly Change[]): Promise<void> {
  const growth = new Map<string, number>();
  for (const { type, collection } of changes) {
    const step = { created: 1, updated: 0, deleted: -1 }[type];
    growth.set(collection, (growth.get(collection) ?? 0) + step);
  }
  for (const [collection, more] of growth) {
    const row = await countRow(db, collection);
    if (row === null) await db.insert('counts', { collection, count: more });
    else if (more !== 0) await db.patch(row._id, { count: row.count + more });
  }
}

async function moveLog(
  db: Writer,
  log: LogRow,
  changes: readonly Change[],
  retention: Omit<TransactRequest, 'transactions'>,
): Promise<void> {
  const last = changes.at(-1);
  if (last === undefined) return;
  const most = changes.length * DROPPED_FOR_EACH;
  const old = await db
    .query('changes')
    .withIndex('by_seq', (range) => range.gt('seq', log.first))
    .take(most);
  let { first } = log;
  for (const { _id, seq, at } of old) {
    const isKept = last.seq - seq < retention.changesMax && at >= last.at - retention.ageMax;
    if (isKept) break;
    await db.delete(_id);
    first = seq;
  }
  const moved = { first, head: last.seq, lastAt: last.at };
  const row = await db.query('logs').first();
  if (row === null) await db.insert('logs', moved);
  else await db.replace(row._id, moved);
}

async function keep(db: Writer, scope: string, record: KeptRecord): Promise<void> {
  const { fingerprint, expiresAt, answer } = record;
  const row = await keptRow(db, scope);
  const kept = { scope, fingerprint, expiresAt, outcome: answer.body };
  if (row === null) await db.insert('kept', kept);
  else await db.replace(row._id, kept);
}

async function sweep(db: Writer, now: number): Promise<void> {
  const expired = await db
    .query('kept')
    .withIndex('by_expiry', (range) => range.lte('expiresAt', now - SWEPT_LATE_MS))
    .take(SWEPT_MAX);
  for (const { _id } of expired) await db.delete(_id);
}

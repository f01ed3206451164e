import { postgresErrorCode } from '@aquifer/postgres';
import type { Postgres, PostgresStatement } from '@aquifer/postgres';
import { decideTransactions } from '../../writes/decide-transactions.ts';
import type { WriteDecision } from '../../writes/decide-transactions.ts';
import type { Transaction, Write } from '../../writes/write.ts';
import { numbers, plainTexts, texts } from './arrays.ts';
import { schemaName } from './schema.ts';
import { takeWriterLock, writeTimeoutMs } from './writer-lock.ts';

type Creation = Extract<Write, { readonly kind: 'create' }>;

/** A creation, and no earlier than when. */
type Timed = Creation & { readonly at: number };

/** Whether they are documents under ids made here, that only one that is taken could refuse. */
export const areCreations = (transactions: readonly Transaction[]): boolean =>
  transactions.every(
    ({ writes, idempotency }) =>
      idempotency === undefined &&
      writes.every((write) => write.kind === 'create' && write.isIdChosen !== true),
  );

/**
 * Numbers the documents from where the changes end, in the database, so that all takes one round trip.
 * The same as what `decideTransactions` says.
 */
const CREATE = `
  WITH ends AS (
    SELECT head, last_at FROM ${schemaName}.state
  ), created AS (
    SELECT ends.head + ordinality AS seq, greatest(asked.at, ends.last_at) AS at,
      collection, id, owner, name, json
    FROM ends CROSS JOIN
      unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        WITH ORDINALITY AS asked (at, collection, id, owner, name, json)
  ), told AS (
    INSERT INTO ${schemaName}.changes
      (seq, type, collection, id, version, owner, at, created_seq, created_at, updated_at,
        name, json)
    SELECT seq, 'created', collection, id, 1, owner, at, seq, at, at, name, json FROM created
  ), stored AS (
    INSERT INTO ${schemaName}.documents
      (created_seq, collection, id, version, created_at, updated_at, owner, name, json)
    SELECT seq, collection, id, 1, at, at, owner, name, json FROM created
  ), counted AS (
    INSERT INTO ${schemaName}.tallies (collection, documents)
    SELECT collection, count(*) FROM created GROUP BY collection
    ON CONFLICT (collection) DO UPDATE SET documents = tallies.documents + excluded.documents
  ), moved AS (
    UPDATE ${schemaName}.state SET (head, last_at) = (SELECT max(seq), max(at) FROM created)
  )
  SELECT head, last_at FROM ends`;

/**
 * Adds the documents of transactions that are creations, in one round trip. Undefined, and nothing is
 * done, when an id is taken, among them or before.
 */
export async function createAtEnd(
  postgres: Postgres,
  transactions: readonly Transaction[],
  statementTimeoutMs: number,
): Promise<WriteDecision | undefined> {
  const writes = {
    statements: [takeWriterLock(statementTimeoutMs), create(timedOf(transactions))],
    timeoutMs: writeTimeoutMs(statementTimeoutMs),
  };
  const answers = await postgres.writeAtOnce(writes).catch((error: unknown) => {
    if (postgresErrorCode(error) === 'unique') return undefined;
    throw error;
  });
  if (answers === undefined) return undefined;
  const [head, lastAt] = answers[1]?.[0] ?? [];
  return decideTransactions(transactions, {
    head: Number(head),
    lastAt: Number(lastAt),
    document: () => undefined,
    kept: () => undefined,
  });
}

/** Clocks of several requests may run back; times of changes do not. */
function timedOf(transactions: readonly Transaction[]): readonly Timed[] {
  let latest = 0;
  return transactions.flatMap(({ writes, at }) => {
    latest = Math.max(latest, at);
    return writes.map((write) => ({ ...(write as Creation), at: latest }));
  });
}

function create(documents: readonly Timed[]): PostgresStatement {
  return {
    sql: CREATE,
    values: [
      numbers(documents.map(({ at }) => at)),
      texts(documents.map(({ collection }) => collection)),
      texts(documents.map(({ id }) => id)),
      texts(documents.map(({ owner }) => owner)),
      texts(documents.map(({ fields }) => fields.name)),
      plainTexts(documents.map(({ fields }) => fields.json)),
    ],
  };
}

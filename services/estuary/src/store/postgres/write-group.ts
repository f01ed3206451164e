import type { Postgres, PostgresStatement } from '@aquifer/postgres';
import type { Document } from '../../model/document.ts';
import { decideTransactions } from '../../writes/decide-transactions.ts';
import type { KeptRecord, WriteDecision, WriteState } from '../../writes/decide-transactions.ts';
import type { Transaction } from '../../writes/write.ts';
import { scopeDigest } from '../sql/scope-digest.ts';
import { givenText } from '../sql/stored-text.ts';
import { plainTexts, texts } from './arrays.ts';
import { areCreations, createAtEnd } from './create-at-end.ts';
import { documentColumns, readDocument } from './rows.ts';
import type { Row } from './rows.ts';
import { schemaName } from './schema.ts';
import { storeDecision } from './store-decision.ts';
import { takeWriterLock, writeTimeoutMs } from './writer-lock.ts';

/**
 * Decides about transactions and stores what comes of them, in one transaction, with no other writer
 * in between, on any instance.
 */
export async function writeGroup(
  postgres: Postgres,
  transactions: readonly Transaction[],
  statementTimeoutMs: number,
): Promise<WriteDecision> {
  if (areCreations(transactions)) {
    const created = await createAtEnd(postgres, transactions, statementTimeoutMs);
    if (created !== undefined) return created;
  }
  const asked = askedOf(transactions);
  return postgres.readThenWrite({
    reads: [
      takeWriterLock(statementTimeoutMs),
      { sql: `SELECT head, last_at FROM ${schemaName}.state`, values: [] },
      readDocuments(asked.documents),
      ...(asked.scopes.length === 0 ? [] : [readKept(asked.scopes)]),
    ],
    decide([, state = [], documents = [], kept = []]) {
      const decision = decideTransactions(transactions, stateOf(state, documents, kept));
      return { writes: storeDecision(decision), result: decision };
    },
    timeoutMs: writeTimeoutMs(statementTimeoutMs),
  });
}

type Key = readonly [collection: string, id: string];

interface Asked {
  readonly documents: readonly Key[];
  readonly scopes: readonly string[];
}

/** What a decision about transactions may ask for. */
function askedOf(transactions: readonly Transaction[]): Asked {
  const documents = new Map<string, Key>();
  const scopes = new Set<string>();
  for (const { writes, idempotency } of transactions) {
    if (idempotency !== undefined) scopes.add(scopeDigest(idempotency.key.scope));
    for (const { collection, id } of writes) documents.set(`${collection}/${id}`, [collection, id]);
  }
  return { documents: [...documents.values()], scopes: [...scopes] };
}

function readDocuments(keys: readonly Key[]): PostgresStatement {
  const columns = documentColumns.replaceAll(/\w+/g, (column) => `documents.${column}`);
  return {
    sql: `SELECT ${columns}
      FROM unnest($1::text[], $2::text[]) AS asked (collection, id)
      JOIN ${schemaName}.documents
        ON documents.collection = asked.collection AND documents.id = asked.id`,
    values: [texts(keys.map(([collection]) => collection)), texts(keys.map(([, id]) => id))],
  };
}

function readKept(scopes: readonly string[]): PostgresStatement {
  return {
    sql: `SELECT scope, fingerprint, expires_at, status, headers, body
      FROM ${schemaName}.kept_answers WHERE scope = ANY($1::text[])`,
    values: [plainTexts(scopes)],
  };
}

function stateOf(
  state: readonly Row[],
  documents: readonly Row[],
  kept: readonly Row[],
): WriteState {
  const [head, lastAt] = state[0] ?? [];
  const found = new Map<string, Document>();
  for (const row of documents) {
    const document = readDocument(row);
    found.set(`${document.collection}/${document.id}`, document);
  }
  const records = new Map(kept.map(readRecord));
  return {
    head: Number(head),
    lastAt: Number(lastAt),
    document: (collection, id) => found.get(`${collection}/${id}`),
    kept: (scope) => records.get(scopeDigest(scope)),
  };
}

function readRecord(row: Row): [scope: string, record: KeptRecord] {
  const [scope, fingerprint, expiresAt, status, headers, body] = row;
  const answer = {
    status: Number(status),
    headers: JSON.parse(headers ?? '{}') as Record<string, string>,
    body: givenText(body ?? ''),
  };
  return [scope ?? '', { fingerprint: fingerprint ?? '', expiresAt: Number(expiresAt), answer }];
}

import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Change, Document } from '../../model/document.ts';
import { decideTransactions } from '../../writes/decide-transactions.ts';
import type { KeptRecord, WriteDecision, WriteState } from '../../writes/decide-transactions.ts';
import type { Transaction } from '../../writes/write.ts';
import { growth } from '../sql/growth.ts';
import { scopeDigest } from '../sql/scope-digest.ts';
import { givenText, storedText } from '../sql/stored-text.ts';
import { commit } from './commit.ts';
import { documentColumns, readDocument } from './rows.ts';
import type { DocumentRow } from './rows.ts';

const STATE = 'SELECT head, last_at AS lastAt FROM state';
const DOCUMENT = `SELECT ${documentColumns} FROM documents WHERE collection = ? AND id = ?`;
const KEPT = `SELECT fingerprint, expires_at AS expiresAt, status, headers, body
  FROM kept_answers WHERE scope = ?`;

const INSERT_CHANGE = `INSERT INTO changes
  (seq, type, collection, id, version, owner, at, created_seq, created_at, updated_at, name, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_DOCUMENT = `INSERT INTO documents
  (created_seq, collection, id, version, created_at, updated_at, owner, name, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE_DOCUMENT = `UPDATE documents SET version = ?, updated_at = ?, name = ?, json = ?
  WHERE created_seq = ?`;
const DELETE_DOCUMENT = 'DELETE FROM documents WHERE collection = ? AND id = ?';
const COUNT = `INSERT INTO tallies (collection, documents) VALUES (?, ?)
  ON CONFLICT (collection) DO UPDATE SET documents = documents + excluded.documents`;
const SET_STATE = 'UPDATE state SET head = ?, last_at = ?';
const KEEP = `INSERT OR REPLACE INTO kept_answers
  (scope, fingerprint, expires_at, status, headers, body) VALUES (?, ?, ?, ?, ?, ?)`;

/** Decides about transactions and stores what comes of them, in one transaction. */
export function writeGroup(
  database: SqliteDatabase,
  transactions: readonly Transaction[],
): WriteDecision {
  return commit(database, () => {
    const decision = decideTransactions(transactions, readState(database));
    for (const change of decision.changes) storeChange(database, change);
    storeState(database, decision.changes);
    for (const [scope, record] of decision.kept) keep(database, scope, record);
    return decision;
  });
}

/** A document by its id. */
export function findDocument(
  database: SqliteDatabase,
  collection: string,
  id: string,
): Document | undefined {
  const row = database.get<DocumentRow>(DOCUMENT, [storedText(collection), storedText(id)]);
  return row === undefined ? undefined : readDocument(row);
}

function readState(database: SqliteDatabase): WriteState {
  const { head, lastAt } = database.get<Pick<WriteState, 'head' | 'lastAt'>>(STATE) ?? noState();
  return {
    head,
    lastAt,
    document: (collection, id) => findDocument(database, collection, id),
    kept: (scope) => findKept(database, scope),
  };
}

const noState = (): never => {
  throw new Error('the table of the state is empty');
};

interface KeptRow extends Omit<KeptRecord, 'answer'> {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

function findKept(database: SqliteDatabase, scope: string): KeptRecord | undefined {
  const row = database.get<KeptRow>(KEPT, [scopeDigest(scope)]);
  if (row === undefined) return undefined;
  const { fingerprint, expiresAt, status, headers, body } = row;
  const answer = {
    status,
    headers: JSON.parse(headers) as Record<string, string>,
    body: givenText(body),
  };
  return { fingerprint, expiresAt, answer };
}

function storeChange(database: SqliteDatabase, change: Change): void {
  const { seq, type, version, at, document } = change;
  const collection = storedText(change.collection);
  const id = storedText(change.id);
  const owner = change.owner === null ? null : storedText(change.owner);
  const head = [seq, type, collection, id, version, owner, at];
  if (document === null) {
    database.run(INSERT_CHANGE, [...head, null, null, null, null, null]);
    database.run(DELETE_DOCUMENT, [collection, id]);
    return;
  }
  const { createdSeq, createdAt, updatedAt, fields } = document;
  const name = storedText(fields.name);
  const { json } = fields;
  database.run(INSERT_CHANGE, [...head, createdSeq, createdAt, updatedAt, name, json]);
  if (type === 'updated') {
    database.run(UPDATE_DOCUMENT, [version, updatedAt, name, json, createdSeq]);
  } else {
    database.run(INSERT_DOCUMENT, [
      createdSeq,
      collection,
      id,
      version,
      createdAt,
      updatedAt,
      owner,
      name,
      json,
    ]);
  }
}

function storeState(database: SqliteDatabase, changes: readonly Change[]): void {
  const last = changes.at(-1);
  if (last === undefined) return;
  database.run(SET_STATE, [last.seq, last.at]);
  for (const [collection, more] of growth(changes)) {
    database.run(COUNT, [storedText(collection), more]);
  }
}

function keep(
  database: SqliteDatabase,
  scope: string,
  { fingerprint, expiresAt, answer }: KeptRecord,
): void {
  const { status, headers, body } = answer;
  database.run(KEEP, [
    scopeDigest(scope),
    fingerprint,
    expiresAt,
    status,
    JSON.stringify(headers),
    storedText(body),
  ]);
}

import type { Change, Document } from '../../model/document.ts';
import { givenText } from '../sql/stored-text.ts';

/** A row of `documents`, as `documentColumns` selects it. */
export interface DocumentRow {
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly createdSeq: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly owner: string | null;
  readonly name: string;
  readonly json: string;
}

export const documentColumns = `collection, id, version, created_seq AS createdSeq,
  created_at AS createdAt, updated_at AS updatedAt, owner, name, json`;

export function readDocument(row: DocumentRow): Document {
  const { version, createdSeq, createdAt, updatedAt, json } = row;
  return {
    collection: givenText(row.collection),
    id: givenText(row.id),
    version,
    createdSeq,
    createdAt,
    updatedAt,
    owner: row.owner === null ? null : givenText(row.owner),
    fields: { name: givenText(row.name), json },
  };
}

/** A row of `changes`, as `changeColumns` selects it: without a document where that was deleted. */
export interface ChangeRow extends Omit<
  DocumentRow,
  'createdSeq' | 'createdAt' | 'updatedAt' | 'name' | 'json'
> {
  readonly seq: number;
  readonly type: Change['type'];
  readonly at: number;
  readonly createdSeq: number | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly name: string | null;
  readonly json: string | null;
}

export const changeColumns = `seq, type, collection, id, version, owner, at,
  created_seq AS createdSeq, created_at AS createdAt, updated_at AS updatedAt, name, json`;

export function readChange(row: ChangeRow): Change {
  const { seq, type, version, at, createdSeq, createdAt, name, json } = row;
  const collection = givenText(row.collection);
  const id = givenText(row.id);
  const owner = row.owner === null ? null : givenText(row.owner);
  const change = { seq, type, collection, id, version, owner, at };
  if (createdSeq === null || createdAt === null || name === null || json === null) {
    return { ...change, document: null };
  }
  const fields = { name: givenText(name), json };
  const updatedAt = row.updatedAt ?? at;
  return {
    ...change,
    document: { collection, id, version, createdSeq, createdAt, updatedAt, owner, fields },
  };
}

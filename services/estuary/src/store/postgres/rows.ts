import type { Change, Document } from '../../model/document.ts';
import { givenText } from '../sql/stored-text.ts';

/** A row as the server's text. */
export type Row = readonly (string | null)[];

export const documentColumns =
  'collection, id, version, created_seq, created_at, updated_at, owner, name, json';

/** Reads what `documentColumns` selected. */
export function readDocument(row: Row): Document {
  const [collection, id, version, createdSeq, createdAt, updatedAt, owner, name, json] = row;
  return {
    collection: textOf(collection),
    id: textOf(id),
    version: Number(version),
    createdSeq: Number(createdSeq),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
    owner: ownerOf(owner),
    fields: { name: textOf(name), json: json ?? '' },
  };
}

export const changeColumns =
  'seq, type, collection, id, version, owner, at, created_seq, created_at, updated_at, name, json';

/** Reads what `changeColumns` selected: without a document where that was deleted. */
export function readChange(row: Row): Change {
  const [seq, type, collection, id, version, owner, time, ...rest] = row;
  const [createdSeq, createdAt, updatedAt, name, json] = rest;
  const at = Number(time);
  const what = {
    collection: textOf(collection),
    id: textOf(id),
    version: Number(version),
    owner: ownerOf(owner),
  };
  return {
    ...what,
    seq: Number(seq),
    type: type as Change['type'],
    at,
    document:
      json === null || json === undefined
        ? null
        : {
            ...what,
            createdSeq: Number(createdSeq),
            createdAt: Number(createdAt),
            updatedAt: Number(updatedAt ?? at),
            fields: { name: textOf(name), json },
          },
  };
}

const textOf = (stored: string | null | undefined): string => givenText(stored ?? '');

const ownerOf = (stored: string | null | undefined): string | null =>
  stored === null || stored === undefined ? null : givenText(stored);

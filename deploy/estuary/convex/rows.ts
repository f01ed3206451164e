import type { DocumentByName } from 'convex/server';
import type { DataModel, Reader } from './access.ts';
import type { Document } from './decision.ts';

export type Row = DocumentByName<DataModel, 'documents'>;
export type LogRow = Pick<DocumentByName<DataModel, 'logs'>, 'first' | 'head' | 'lastAt'>;

export function documentOf(row: Row): Document {
  const { collection, id, version, createdSeq, createdAt, updatedAt, owner, name, json } = row;
  const fields = { name, json };
  return { collection, id, version, createdSeq, createdAt, updatedAt, owner, fields };
}

export function rowOf({ fields, ...rest }: Document): Omit<Row, '_id' | '_creationTime'> {
  return { ...rest, ...fields };
}

export const findRow = (db: Reader, collection: string, id: string): Promise<Row | null> =>
  db
    .query('documents')
    .withIndex('by_document', (range) => range.eq('collection', collection).eq('id', id))
    .unique();

export const readLog = async (db: Reader): Promise<LogRow> =>
  (await db.query('logs').first()) ?? { first: 0, head: 0, lastAt: 0 };

export const countRow = (
  db: Reader,
  collection: string,
): Promise<DocumentByName<DataModel, 'counts'> | null> =>
  db
    .query('counts')
    .withIndex('by_collection', (range) => range.eq('collection', collection))
    .unique();

export const keptRow = (
  db: Reader,
  scope: string,
): Promise<DocumentByName<DataModel, 'kept'> | null> =>
  db
    .query('kept')
    .withIndex('by_scope', (range) => range.eq('scope', scope))
    .unique();

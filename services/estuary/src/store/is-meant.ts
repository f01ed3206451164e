import type { Document } from '../model/document.ts';
import type { ChangeFilter } from './document-store.ts';

/** Whether a change, or a document, passes a filter. */
export function isMeant(
  one: Pick<Document, 'collection' | 'id' | 'owner'>,
  { collection, id, owner }: ChangeFilter,
): boolean {
  return (
    (collection === undefined || one.collection === collection) &&
    (id === undefined || one.id === id) &&
    (owner === undefined || one.owner === owner)
  );
}

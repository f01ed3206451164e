import type { Change } from '../model/document.ts';
import type { ChangeFilter } from './document-store.ts';

/** Whether a change passes a filter. */
export function isMeant(change: Change, { collection, id, owner }: ChangeFilter): boolean {
  return (
    (collection === undefined || change.collection === collection) &&
    (id === undefined || change.id === id) &&
    (owner === undefined || change.owner === owner)
  );
}

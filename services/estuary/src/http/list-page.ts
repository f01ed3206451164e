import type { Estuary } from '../estuary.ts';
import type { Document } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { andThen } from '../store/maybe.ts';
import { placeOf } from '../store/place.ts';
import type { ListRequest } from './list-query.ts';

/** A page as it is told. */
export interface ListedPage {
  readonly documents: readonly Document[];
  readonly total: number | null;
  /** Where the next page begins; undefined on the last one, and for clients that do not walk. */
  readonly nextCursor: string | undefined;
}

/** Reads a page, and for a walk one document more: whether there is a next page. */
export function listPage(
  { store, cursors }: Estuary,
  { query, walks, list }: ListRequest,
): MaybePromise<ListedPage> {
  const { limit, sort } = query;
  const asked = walks ? { ...query, limit: limit + 1 } : query;
  return andThen(store.list(asked), ({ documents, total }) => {
    const shown = documents.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor =
      walks && documents.length > limit && last !== undefined
        ? cursors.seal(list, placeOf(last, sort.field))
        : undefined;
    return { documents: shown, total, nextCursor };
  });
}

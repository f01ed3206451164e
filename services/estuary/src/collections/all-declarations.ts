import { COLLECTIONS } from '../model/document.ts';
import type { DocumentPage, DocumentStore, MaybePromise } from '../store/document-store.ts';
import { COLLECTIONS_MAX } from './schema-rules.ts';

/** The documents of all declared collections, by name. A few more than may be, where some came at once. */
export function allDeclarations(store: DocumentStore): MaybePromise<DocumentPage> {
  return store.list({
    filter: { collection: COLLECTIONS },
    sort: { field: 'name', descending: false },
    after: undefined,
    offset: 0,
    limit: 2 * COLLECTIONS_MAX,
    counts: true,
  });
}

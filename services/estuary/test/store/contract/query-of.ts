import type { DocumentFilter, ListQuery } from '../../../src/store/document-store.ts';

/** A query of the collection of a test. */
export interface TestQuery extends Partial<Omit<ListQuery, 'filter'>> {
  readonly filter?: Omit<DocumentFilter, 'collection'>;
}

/** A query of a collection; everything in the order of its creation where nothing else is said. */
export const queryOf = (collection: string, query: TestQuery = {}): ListQuery => ({
  sort: { field: 'created_at', descending: false },
  offset: 0,
  after: undefined,
  limit: 100,
  counts: true,
  ...query,
  filter: { ...query.filter, collection },
});

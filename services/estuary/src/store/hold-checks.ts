import { holds } from '../writes/decide-transactions.ts';
import type { Check } from '../writes/write.ts';
import type { DocumentStore, MaybePromise } from './document-store.ts';
import { andThen } from './maybe.ts';

/** Whether all of these documents are still what they were. */
export function holdChecks(
  store: DocumentStore,
  [first, ...others]: readonly Check[],
): MaybePromise<boolean> {
  if (first === undefined) return true;
  return andThen(store.get(first.collection, first.id), (document) =>
    holds(first, document) ? holdChecks(store, others) : false,
  );
}

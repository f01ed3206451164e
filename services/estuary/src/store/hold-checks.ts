import { andThen } from '../http/maybe.ts';
import type { Check } from '../writes/write.ts';
import type { DocumentStore, MaybePromise } from './document-store.ts';

/** Whether all of these documents are still what they were. */
export function holdChecks(
  store: DocumentStore,
  [first, ...others]: readonly Check[],
): MaybePromise<boolean> {
  if (first === undefined) return true;
  const { collection, id, version, createdSeq } = first;
  return andThen(store.get(collection, id), (document) =>
    document?.version === version && document.createdSeq === createdSeq
      ? holdChecks(store, others)
      : false,
  );
}

import type { Document } from '../../src/model/document.ts';
import type {
  KeptRecord,
  WriteDecision,
  WriteState,
} from '../../src/writes/decide-transactions.ts';

/** What a store knows, for decisions without a store. */
export class MemoryWriteState implements WriteState {
  head = 0;
  lastAt = 0;
  readonly #documents = new Map<string, Document>();
  readonly #kept = new Map<string, KeptRecord>();

  document(collection: string, id: string): Document | undefined {
    return this.#documents.get(`${collection}/${id}`);
  }

  kept(scope: string): KeptRecord | undefined {
    return this.#kept.get(scope);
  }

  apply({ changes, kept }: WriteDecision): void {
    for (const { seq, at, collection, id, document } of changes) {
      this.head = seq;
      this.lastAt = at;
      if (document === null) this.#documents.delete(`${collection}/${id}`);
      else this.#documents.set(`${collection}/${id}`, document);
    }
    for (const [scope, record] of kept) this.#kept.set(scope, record);
  }
}

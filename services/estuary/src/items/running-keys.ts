import { fault } from '../faults.ts';

/** Idempotency keys whose first request is under way in this instance (contract B4). */
export class RunningKeys {
  readonly #scopes = new Set<string>();

  /** Returns the function that ends it. Throws `key_in_progress`. */
  begin(scope: string): () => void {
    if (this.#scopes.has(scope)) {
      throw fault('key_in_progress', {}, { headers: { 'retry-after': '1' } });
    }
    this.#scopes.add(scope);
    return () => void this.#scopes.delete(scope);
  }
}

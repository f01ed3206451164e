import type { Change } from '../model/document.ts';
import type { Wake } from './document-store.ts';

/** Those who are to be woken when there may be new changes. */
export class Watchers {
  readonly #wakes = new Set<Wake>();

  /** Returns the function that ends it. */
  add(wake: Wake): () => void {
    // A function of its own, so that whoever watches twice is woken twice and ends each alone.
    const own: Wake = (stored) => wake(stored);
    this.#wakes.add(own);
    return () => void this.#wakes.delete(own);
  }

  get isEmpty(): boolean {
    return this.#wakes.size === 0;
  }

  /** See `ChangeLog.watch`. */
  wake(stored?: readonly Change[]): void {
    for (const wake of this.#wakes) wake(stored);
  }
}

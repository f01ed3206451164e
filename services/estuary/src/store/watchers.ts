/** Those who are to be woken when there may be new changes. */
export class Watchers {
  readonly #wakes = new Set<() => void>();

  /** Returns the function that ends it. */
  add(wake: () => void): () => void {
    // A function of its own, so that whoever watches twice is woken twice and ends each alone.
    const own = (): void => wake();
    this.#wakes.add(own);
    return () => void this.#wakes.delete(own);
  }

  get isEmpty(): boolean {
    return this.#wakes.size === 0;
  }

  wake(): void {
    for (const wake of this.#wakes) wake();
  }
}

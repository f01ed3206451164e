/** How much may wait in memory. */
export interface BacklogBounds {
  readonly appends: number;
  readonly characters: number;
}

/** What all writers of a process have waiting, whatever the number of namespaces. */
export const processBounds: BacklogBounds = { appends: 20_000, characters: 256 * 1024 * 1024 };

/** One namespace gets no more than half, so that others can be written to while its store is stuck. */
export const namespaceBounds: BacklogBounds = {
  appends: processBounds.appends / 2,
  characters: processBounds.characters / 2,
};

/** Counts what waits to be stored, as part of a larger whole that is bounded as well. */
export class Backlog {
  readonly #bounds: BacklogBounds;
  readonly #whole: Backlog | undefined;
  #appends = 0;
  #characters = 0;

  constructor(bounds: BacklogBounds, whole?: Backlog) {
    this.#bounds = bounds;
    this.#whole = whole;
  }

  /** Takes an append in; false, and nothing is counted, when there is no room for it. */
  enter(characters: number): boolean {
    const isFull =
      this.#appends >= this.#bounds.appends ||
      this.#characters + characters > this.#bounds.characters;
    if (isFull || this.#whole?.enter(characters) === false) return false;
    this.#appends += 1;
    this.#characters += characters;
    return true;
  }

  leave(characters: number): void {
    this.#appends -= 1;
    this.#characters -= characters;
    this.#whole?.leave(characters);
  }
}

/** How much may wait in memory; more is refused. */
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

  /** Takes an append in; false, and nothing is counted, when there is no room for it beside others. */
  enter(characters: number): boolean {
    if (this.#isTooFullFor(characters) || this.#whole?.enter(characters) === false) return false;
    this.#appends += 1;
    this.#characters += characters;
    return true;
  }

  leave(characters: number): void {
    this.#appends -= 1;
    this.#characters -= characters;
    this.#whole?.leave(characters);
  }

  #isTooFullFor(characters: number): boolean {
    // Alone everything enters: who sends more than the bounds would be told for ever to try again.
    if (this.#appends === 0) return false;
    const { appends, characters: charactersMax } = this.#bounds;
    return this.#appends >= appends || this.#characters + characters > charactersMax;
  }
}

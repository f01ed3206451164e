import type { Change } from '../../model/document.ts';
import type { ChangeFilter, ChangePage } from '../document-store.ts';
import { isMeant } from '../is-meant.ts';
import type { Retention } from '../retention.ts';

/** A part of what is kept is dropped at once, so that dropping costs little for each change. */
const DROPPED_MIN = 1_000;

/** The newest changes, whose sequence numbers have no gaps. */
export class MemoryChangeLog {
  readonly #retention: Retention;
  #changes: Change[] = [];
  #head = 0;
  /** Outlives the change it is of. */
  #lastAt = 0;

  constructor(retention: Retention) {
    this.#retention = retention;
  }

  get head(): number {
    return this.#head;
  }

  get lastAt(): number {
    return this.#lastAt;
  }

  add(changes: readonly Change[]): void {
    const last = changes.at(-1);
    if (last === undefined) return;
    this.#changes.push(...changes);
    this.#head = last.seq;
    this.#lastAt = last.at;
    this.#dropOld();
  }

  read(after: number, limit: number, filter: ChangeFilter): ChangePage | undefined {
    const first = this.#head - this.#changes.length;
    if (after < first || after > this.#head) return undefined;
    const looked = this.#changes.slice(after - first, after - first + limit);
    return {
      changes: looked.filter((change) => isMeant(change, filter)),
      upTo: after + looked.length,
    };
  }

  #dropOld(): void {
    const { changesMax, ageMax } = this.#retention;
    const surplus = this.#changes.length - changesMax;
    const oldest = this.#lastAt - ageMax;
    const isOld = (this.#changes[DROPPED_MIN]?.at ?? Number.POSITIVE_INFINITY) < oldest;
    if (surplus < DROPPED_MIN && !isOld) return;
    const firstYoung = this.#changes.findIndex(({ at }) => at >= oldest);
    this.#changes = this.#changes.slice(Math.max(surplus, firstYoung, 0));
  }
}

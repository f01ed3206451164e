import type { RowPage } from './message-store.ts';
import { pageBounds } from './message-store.ts';

/** Gathers rendered rows into a page, for stores whose rows are read one by one. */
export class PageBuilder {
  readonly #limit: number;
  #rows = '';
  #bytes = 0;
  #count = 0;

  constructor(limit: number) {
    this.#limit = Math.min(limit, pageBounds.rows);
  }

  /** Whether the page takes no more; a page has at least one row, however large that is. */
  get isFull(): boolean {
    return this.#count >= this.#limit || this.#bytes >= pageBounds.bytes;
  }

  add(row: string): void {
    this.#rows += this.#count === 0 ? row : `,${row}`;
    this.#bytes += Buffer.byteLength(row);
    this.#count += 1;
  }

  build(next: number | undefined): RowPage {
    return { rows: this.#rows, count: this.#count, next };
  }
}

import { compareUtf8 } from '@aquifer/service';

export type Row = Readonly<Record<string, unknown>>;
type Value = string | number;

/** What a query asks of an index: fields that are equal, and bounds of the one behind them. */
export interface KeyRange {
  readonly equal: readonly Value[];
  readonly from?: { readonly value: Value; readonly isIn: boolean };
  readonly to?: { readonly value: Value; readonly isIn: boolean };
}

/** Rows of a table in the order of some of their fields, as Convex keeps them: found by bisection. */
export class ConvexIndex {
  readonly #fields: readonly string[];
  readonly #rows: Row[] = [];

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  add(row: Row): void {
    this.#rows.splice(this.#placeOf(row), 0, row);
  }

  remove(row: Row): void {
    this.#rows.splice(this.#placeOf(row), 1);
  }

  *read({ equal, from, to }: KeyRange, isDescending: boolean): Generator<Row> {
    const low = from === undefined ? equal : [...equal, from.value];
    const high = to === undefined ? equal : [...equal, to.value];
    const start = this.#first(low, from?.isIn === false ? 1 : 0);
    const end = this.#first(high, to?.isIn === false ? 0 : 1);
    if (isDescending) for (let at = end - 1; at >= start; at -= 1) yield this.#rows[at] as Row;
    else for (let at = start; at < end; at += 1) yield this.#rows[at] as Row;
  }

  #placeOf(row: Row): number {
    return this.#first(
      this.#fields.map((field) => row[field]),
      0,
    );
  }

  /** Where the rows begin that are not below a key, or that are above it. */
  #first(key: readonly unknown[], least: 0 | 1): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#rows[middle] as Row, key) < least) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(row: Row, key: readonly unknown[]): number {
    for (const [at, value] of key.entries()) {
      const order = compare(row[this.#fields[at] ?? ''], value);
      if (order !== 0) return Math.sign(order);
    }
    return 0;
  }
}

const compare = (left: unknown, right: unknown): number =>
  typeof left === 'number' && typeof right === 'number'
    ? left - right
    : compareUtf8(String(left), String(right));

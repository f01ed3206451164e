/** Items are put in order when so many more have come than are wanted, or as many again. */
const SURPLUS_MIN = 1_000;

/** The first `count` of any items in an order, without sorting the others. */
export function firstInOrder<Item>(
  items: Iterable<Item>,
  count: number,
  compare: (left: Item, right: Item) => number,
): readonly Item[] {
  const full = count + Math.max(count, SURPLUS_MIN);
  let first: Item[] = [];
  let last: Item | undefined;
  for (const item of items) {
    if (last !== undefined && compare(item, last) > 0) continue;
    if (first.push(item) < full) continue;
    first = first.toSorted(compare).slice(0, count);
    last = first.at(-1);
  }
  return first.toSorted(compare).slice(0, count);
}

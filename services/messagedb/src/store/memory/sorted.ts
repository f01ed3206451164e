/** Index of the first item whose key is at least `key`; the length when there is none. */
export function firstAtLeast<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => number,
  key: number,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyOf(items[middle] as Item) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds an item at its place; at the end costs nothing, which is where almost all belong. */
export function insertSorted<Item>(items: Item[], keyOf: (item: Item) => number, item: Item): void {
  const last = items.at(-1);
  if (last === undefined || keyOf(last) < keyOf(item)) items.push(item);
  else items.splice(firstAtLeast(items, keyOf, keyOf(item)), 0, item);
}

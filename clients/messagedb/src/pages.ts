/**
 * Yields what is on all pages. `read` gets what came last, and begins after it; a page with fewer
 * items than were asked for is the last one.
 */
export async function* pages<Item>(
  size: number,
  read: (last: Item | undefined) => Promise<readonly Item[]>,
): AsyncGenerator<Item, void, undefined> {
  let last: Item | undefined;
  for (;;) {
    const page = await read(last);
    yield* page;
    last = page.at(-1);
    if (page.length < size || last === undefined) return;
  }
}

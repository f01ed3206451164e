import type { CategoryOptions } from './call-options.ts';
import type { Connection } from './connection.ts';
import { unexpectedAnswer } from './messagedb-error.ts';
import { isPassing, pause, waitAfter } from './retry.ts';

/** A row whose items are JSON texts, as the server sent them: numbers of any length stay what they are. */
export type CategoryTexts = readonly [
  id: string,
  stream: string,
  type: string,
  position: string,
  globalPosition: string,
  data: string,
  metadata: string,
  time: string,
];

const ROW_ITEMS = 8;

/**
 * All rows of a category, page after page. A page is not held: what of it has come is passed on, and
 * when the connection breaks, the next one goes on behind that.
 */
export async function* readCategoryTexts(
  connection: Connection,
  category: string,
  { pageSize, signal, position, ...filter }: CategoryOptions & { readonly pageSize: number },
): AsyncGenerator<CategoryTexts, void, undefined> {
  const { retry } = connection;
  let from = position;
  let failures = 0;
  for (;;) {
    let count = 0;
    try {
      const query = { ...filter, position: from, batchSize: pageSize };
      for await (const items of connection.rows(['category.get', category, query], signal)) {
        if (items.length !== ROW_ITEMS) throw unexpectedAnswer(200, items.join());
        const row = items as unknown as CategoryTexts;
        from = Number(row[4]) + 1;
        count += 1;
        failures = 0;
        yield row;
      }
      if (count < pageSize) return;
    } catch (error) {
      failures += 1;
      if (!isPassing(error) || failures >= retry.attempts) throw error;
      await pause(waitAfter(failures, retry), signal);
    }
  }
}

import type { RowPage } from '../store/message-store.ts';

/** A result that is JSON text already: sent as it is. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An array that arrives in pieces, because it may be larger than memory. */
export class JsonPieces {
  readonly pieces: AsyncIterable<string>;

  constructor(pieces: AsyncIterable<string>) {
    this.pieces = pieces;
  }
}

/**
 * All rows of a query as one array. A result of one page, as almost all are, is a text; of a longer
 * one the first page is read, so that a failure still finds a status to answer with.
 */
export async function readRows(
  from: number,
  limit: number,
  read: (from: number, limit: number) => Promise<RowPage>,
): Promise<JsonText | JsonPieces> {
  if (limit === 0) return new JsonText('[]');
  const first = await read(from, limit);
  if (first.next === undefined || first.count >= limit) return new JsonText(`[${first.rows}]`);
  return new JsonPieces(readOn(first, limit, read));
}

async function* readOn(
  first: RowPage,
  limit: number,
  read: (from: number, limit: number) => Promise<RowPage>,
): AsyncGenerator<string> {
  let page = first;
  let left = limit;
  let lead = '[';
  for (;;) {
    if (page.count > 0) {
      yield lead + page.rows;
      lead = ',';
    }
    left -= page.count;
    if (page.next === undefined || left <= 0) break;
    page = await read(page.next, left);
  }
  yield lead === '[' ? '[]' : ']';
}

import type {
  CallOptions,
  CategoryOptions,
  CategoryPageOptions,
  LastOptions,
  ReadOptions,
  ReadPageOptions,
} from './call-options.ts';
import type { Connection } from './connection.ts';
import { messageOfCategoryRow, messageOfStreamRow } from './message.ts';
import type { AnyShape, CategoryRow, Message, MessageShape, StreamRow } from './message.ts';
import { pages } from './pages.ts';
import { readCategoryTexts } from './read-category-texts.ts';
import type { CategoryTexts } from './read-category-texts.ts';

export interface Reading {
  /** All messages of a stream, read page by page. */
  read<Shape extends MessageShape = AnyShape>(
    stream: string,
    options?: ReadOptions,
  ): AsyncGenerator<Message<Shape>, void, undefined>;
  readPage<Shape extends MessageShape = AnyShape>(
    stream: string,
    options?: ReadPageOptions,
  ): Promise<readonly Message<Shape>[]>;
  /** All messages of a category in global order, read page by page; of the namespace for `''`. */
  readCategory<Shape extends MessageShape = AnyShape>(
    category: string,
    options?: CategoryOptions,
  ): AsyncGenerator<Message<Shape>, void, undefined>;
  readCategoryPage<Shape extends MessageShape = AnyShape>(
    category: string,
    options?: CategoryPageOptions,
  ): Promise<readonly Message<Shape>[]>;
  /**
   * The same for whoever passes messages on: the texts of their rows, as they come. Nothing is
   * understood, so nothing is rounded; no page is held, so messages may be of any size.
   */
  readCategoryTexts(
    category: string,
    options?: CategoryOptions,
  ): AsyncGenerator<CategoryTexts, void, undefined>;
  /** The last message of a stream, of any type or of one. */
  last<Shape extends MessageShape = AnyShape>(
    stream: string,
    options?: LastOptions,
  ): Promise<Message<Shape> | undefined>;
  /** Position of the last message of a stream; undefined when there is none. */
  version(stream: string, options?: CallOptions): Promise<number | undefined>;
}

const PAGE_SIZE = 1_000;

export function createReading(connection: Connection): Reading {
  const reading: Reading = {
    read(stream, { pageSize = PAGE_SIZE, ...start } = {}) {
      const { signal } = start;
      return pages(pageSize, (last) => {
        const from = last === undefined ? start : { position: last.position + 1, signal };
        return reading.readPage(stream, { ...from, batchSize: pageSize });
      });
    },
    async readPage<Shape extends MessageShape>(
      stream: string,
      { signal, ...query }: ReadPageOptions = {},
    ) {
      const rows = await connection.call<StreamRow[]>(['stream.get', stream, query], signal);
      return rows.map((row) => messageOfStreamRow<Shape>(stream, row));
    },
    readCategory(category, { pageSize = PAGE_SIZE, ...start } = {}) {
      return pages(pageSize, (last) => {
        const from = last === undefined ? {} : { position: last.globalPosition + 1 };
        return reading.readCategoryPage(category, { ...start, ...from, batchSize: pageSize });
      });
    },
    async readCategoryPage<Shape extends MessageShape>(
      category: string,
      { signal, ...query }: CategoryPageOptions = {},
    ) {
      const request = ['category.get', category, query] as const;
      const rows = await connection.call<CategoryRow[]>(request, signal);
      return rows.map((row) => messageOfCategoryRow<Shape>(row));
    },
    readCategoryTexts(category, { pageSize = PAGE_SIZE, ...options } = {}) {
      return readCategoryTexts(connection, category, { pageSize, ...options });
    },
    async last<Shape extends MessageShape>(stream: string, { signal, ...query }: LastOptions = {}) {
      const request = ['stream.last', stream, query] as const;
      const row = await connection.call<StreamRow | null>(request, signal);
      return row === null ? undefined : messageOfStreamRow<Shape>(stream, row);
    },
    async version(stream, { signal } = {}) {
      const request = ['stream.version', stream] as const;
      return (await connection.call<number | null>(request, signal)) ?? undefined;
    },
  };
  return reading;
}

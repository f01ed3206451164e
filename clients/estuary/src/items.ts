import { queryText } from './call-options.ts';
import type {
  CallOptions,
  ChangeOptions,
  ListOptions,
  WalkOptions,
  WriteOptions,
} from './call-options.ts';
import type { ApiAnswer, ApiRequest, Connection } from './connection.ts';
import { unexpectedAnswer, versionOf } from './estuary-error.ts';
import type {
  BatchOperation,
  BatchResult,
  CreateItemRequest,
  Item,
  ItemList,
  UpdateItemRequest,
} from './generated/api-types.ts';
import { randomKey } from './random-key.ts';

/** An item and the number of its changes so far, which `ifMatch` takes. */
export type VersionedItem = Item & { readonly version: number };

export interface Items {
  /** One page. */
  list(options?: ListOptions): Promise<ItemList>;
  /** All items, page by page, by cursors: each once, whatever is created or deleted meanwhile. */
  walk(options?: WalkOptions): AsyncGenerator<Item, void, undefined>;
  get(id: string, options?: CallOptions): Promise<VersionedItem>;
  create(item: CreateItemRequest, options?: WriteOptions): Promise<VersionedItem>;
  /** Sets the fields that are given; the others stay. */
  update(id: string, fields: UpdateItemRequest, options?: ChangeOptions): Promise<VersionedItem>;
  /** The same as `update`, by PATCH. */
  patch(id: string, fields: UpdateItemRequest, options?: ChangeOptions): Promise<VersionedItem>;
  remove(id: string, options?: ChangeOptions): Promise<void>;
  /** Up to 100 operations, all or none. */
  batch(
    operations: readonly BatchOperation[],
    options?: WriteOptions,
  ): Promise<readonly BatchResult[]>;
}

const PAGE_SIZE = 100;

export function createItems(connection: Connection): Items {
  const write = (request: ApiRequest, options: ChangeOptions = {}): Promise<ApiAnswer> =>
    connection.call(
      { ...request, headers: writeHeaders(options, connection.repeats) },
      options.signal,
    );
  const items: Items = {
    async list({ signal, ...query } = {}) {
      const request = { method: 'GET', path: `/items${queryText(query)}` } as const;
      return (await connection.call(request, signal)).json as ItemList;
    },
    async *walk({ limit = PAGE_SIZE, ...options } = {}) {
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const page: ItemList = await items.list({ ...options, limit, cursor, total: false });
        yield* page.items;
        cursor = page.next_cursor;
      }
    },
    async get(id, { signal } = {}) {
      return itemOf(await connection.call({ method: 'GET', path: pathOf(id) }, signal));
    },
    async create(body, options) {
      return itemOf(await write({ method: 'POST', path: '/items', body }, options));
    },
    async update(id, body, options) {
      return itemOf(await write({ method: 'PUT', path: pathOf(id), body }, options));
    },
    async patch(id, body, options) {
      return itemOf(await write({ method: 'PATCH', path: pathOf(id), body }, options));
    },
    async remove(id, options) {
      await write({ method: 'DELETE', path: pathOf(id) }, options);
    },
    async batch(operations, options) {
      const request = { method: 'POST', path: '/items/batch', body: { operations } } as const;
      const { json } = await write(request, options);
      return (json as { readonly results: readonly BatchResult[] }).results;
    },
  };
  return items;
}

const pathOf = (id: string): string => `/items/${encodeURIComponent(id)}`;

/** A write that may be sent twice needs a key, so that it is done once. */
function writeHeaders(
  { idempotencyKey, ifMatch }: ChangeOptions,
  repeats: boolean,
): Record<string, string> {
  const key = idempotencyKey ?? (repeats ? randomKey() : undefined);
  return {
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch === '*' ? '*' : `"${ifMatch}"` }),
  };
}

function itemOf({ headers, json }: ApiAnswer): VersionedItem {
  const version = versionOf(headers);
  if (version === undefined) throw unexpectedAnswer(200, 'an item without an ETag');
  return { ...(json as Item), version };
}

import { queryText } from './call-options.ts';
import type {
  CallOptions,
  ChangeOptions,
  ListOptions,
  WalkOptions,
  WriteOptions,
} from './call-options.ts';
import type { Connection } from './connection.ts';
import type {
  BatchOperation,
  BatchResult,
  CreateItemRequest,
  Item,
  ItemList,
  UpdateItemRequest,
} from './generated/api-types.ts';
import { versioned } from './versioned.ts';
import type { Versioned } from './versioned.ts';
import { writeTo } from './write-to.ts';

/** An item and its version, which `ifMatch` takes. */
export type VersionedItem = Versioned<Item>;

/** What items of a place look like, and what they are made of. */
export interface ItemTypes {
  readonly item: object;
  readonly create: object;
  readonly update: object;
  readonly patch: object;
  readonly operation: object;
  readonly result: object;
}

/** One page. */
export type PageOf<One> = Omit<ItemList, 'items'> & { readonly items: readonly One[] };

/** Calls for the items of one place. */
export interface ItemCalls<Types extends ItemTypes> {
  /** One page. */
  list(options?: ListOptions): Promise<PageOf<Types['item']>>;
  /** All items, page by page, by cursors: each once, whatever is created or deleted meanwhile. */
  walk(options?: WalkOptions): AsyncGenerator<Types['item'], void, undefined>;
  get(id: string, options?: CallOptions): Promise<Versioned<Types['item']>>;
  create(item: Types['create'], options?: WriteOptions): Promise<Versioned<Types['item']>>;
  /** By PUT. Sets the fields that are given; the others stay. */
  update(
    id: string,
    fields: Types['update'],
    options?: ChangeOptions,
  ): Promise<Versioned<Types['item']>>;
  /** By PATCH: for items the same as `update`; what is in `data` is merged. */
  patch(
    id: string,
    fields: Types['patch'],
    options?: ChangeOptions,
  ): Promise<Versioned<Types['item']>>;
  remove(id: string, options?: ChangeOptions): Promise<void>;
  /** Up to 100 operations, all or none. */
  batch(
    operations: readonly Types['operation'][],
    options?: WriteOptions,
  ): Promise<readonly Types['result'][]>;
}

/** Items with a name and a description. */
export type Items = ItemCalls<{
  readonly item: Item;
  readonly create: CreateItemRequest;
  readonly update: UpdateItemRequest;
  readonly patch: UpdateItemRequest;
  readonly operation: BatchOperation;
  readonly result: BatchResult;
}>;

const PAGE_SIZE = 100;

/** Calls for the items at a path below `/api/v1`. */
export function createItems<Types extends ItemTypes>(
  connection: Connection,
  path: string,
): ItemCalls<Types> {
  type One = Types['item'];
  const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  const write = writeTo(connection);
  const items: ItemCalls<Types> = {
    async list({ signal, ...query } = {}) {
      const request = { method: 'GET', path: path + queryText(query) } as const;
      return (await connection.call(request, signal)).json as PageOf<One>;
    },
    async *walk({ limit = PAGE_SIZE, ...options } = {}) {
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const page: PageOf<One> = await items.list({ ...options, limit, cursor, total: false });
        yield* page.items;
        cursor = page.next_cursor;
      }
    },
    async get(id, { signal } = {}) {
      return versioned<One>(await connection.call({ method: 'GET', path: pathOf(id) }, signal));
    },
    async create(body, options) {
      return versioned<One>(await write({ method: 'POST', path, body }, options));
    },
    async update(id, body, options) {
      return versioned<One>(await write({ method: 'PUT', path: pathOf(id), body }, options));
    },
    async patch(id, body, options) {
      return versioned<One>(await write({ method: 'PATCH', path: pathOf(id), body }, options));
    },
    async remove(id, options) {
      await write({ method: 'DELETE', path: pathOf(id) }, options);
    },
    async batch(operations, options) {
      const request = { method: 'POST', path: `${path}/batch`, body: { operations } } as const;
      const { json } = await write(request, options);
      return (json as { readonly results: readonly Types['result'][] }).results;
    },
  };
  return items;
}

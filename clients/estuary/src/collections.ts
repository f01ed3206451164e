import { queryText } from './call-options.ts';
import type { CallOptions, ChangeOptions } from './call-options.ts';
import type { Connection } from './connection.ts';
import type {
  Collection,
  CollectionBatchOperation,
  CollectionBatchResult,
  CollectionItem,
  CollectionList,
  CollectionSchema,
  DeclareCollectionQuery,
  DeleteCollectionQuery,
  ListedCollection,
} from './generated/api-types.ts';
import { createItems } from './items.ts';
import type { ItemCalls } from './items.ts';
import { versioned } from './versioned.ts';
import type { Versioned } from './versioned.ts';
import { writeTo } from './write-to.ts';

/** A collection and the number of its schemas so far, which `ifMatch` takes. */
export type VersionedCollection = Versioned<Collection>;

export interface DeclareOptions extends ChangeOptions, DeclareCollectionQuery {
  /** Whether one that is there already is left as it is: the call then throws `PRECONDITION_FAILED`. */
  readonly createOnly?: boolean;
}

export type RemoveCollectionOptions = ChangeOptions & DeleteCollectionQuery;

/** An item whose data is known to fit a schema. */
export type DataItem<Data> = Omit<CollectionItem, 'data'> & { readonly data: Data };

/** Items of a collection. `update` puts `data` in the place of what was there, `patch` merges it. */
export type CollectionItems<Data extends object = object> = ItemCalls<{
  readonly item: DataItem<Data>;
  readonly create: { readonly data: Data };
  readonly update: { readonly data?: Data };
  readonly patch: { readonly data?: object };
  readonly operation: CollectionBatchOperation;
  readonly result: CollectionBatchResult;
}>;

/** Collections of your own, and what is in them. */
export interface Collections {
  /** All of them by name, without their schemas. */
  list(options?: CallOptions): Promise<readonly ListedCollection[]>;
  get(name: string, options?: CallOptions): Promise<VersionedCollection>;
  /** Declares one, or changes its schema. `force`: though items do not fit it. */
  declare(
    name: string,
    schema: CollectionSchema,
    options?: DeclareOptions,
  ): Promise<VersionedCollection>;
  /** One that has no items. `force`: with its items. */
  remove(name: string, options?: RemoveCollectionOptions): Promise<void>;
  /** The calls for its items; asks nothing of the server itself. */
  items<Data extends object = object>(name: string): CollectionItems<Data>;
}

export function createCollections(connection: Connection): Collections {
  const write = writeTo(connection);
  return {
    async list({ signal } = {}) {
      const { json } = await connection.call({ method: 'GET', path: '/collections' }, signal);
      return (json as CollectionList).collections;
    },
    async get(name, { signal } = {}) {
      return versioned(await connection.call({ method: 'GET', path: pathOf(name) }, signal));
    },
    async declare(name, body, { force, createOnly = false, ...options } = {}) {
      const headers: Record<string, string> = createOnly ? { 'if-none-match': '*' } : {};
      const path = pathOf(name) + queryText({ force });
      return versioned(await write({ method: 'PUT', path, headers, body }, options));
    },
    async remove(name, { force, ...options } = {}) {
      await write({ method: 'DELETE', path: pathOf(name) + queryText({ force }) }, options);
    },
    items: (name) => createItems(connection, `${pathOf(name)}/items`),
  };
}

const pathOf = (name: string): string => `/collections/${encodeURIComponent(name)}`;

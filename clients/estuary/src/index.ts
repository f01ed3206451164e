export { createClient } from './create-client.ts';
export type { ClientOptions, EstuaryClient } from './create-client.ts';
export { EstuaryError } from './estuary-error.ts';
export type { ClientErrorCode, EstuaryErrorCode } from './estuary-error.ts';
export type {
  CallOptions,
  ChangeOptions,
  ChangesOptions,
  ListOptions,
  WalkOptions,
  WriteOptions,
} from './call-options.ts';
export type { ChangeEvent } from './changes.ts';
export type {
  CollectionItems,
  Collections,
  DataItem,
  DeclareOptions,
  RemoveCollectionOptions,
  VersionedCollection,
} from './collections.ts';
export type { TokenSource } from './connection.ts';
export type { ItemCalls, Items, ItemTypes, PageOf, VersionedItem } from './items.ts';
export type { RetryOptions } from './retry.ts';
export type { Versioned } from './versioned.ts';
export type {
  BatchOperation,
  BatchRequest,
  BatchResponse,
  BatchResult,
  Change,
  Collection,
  CollectionBatchOperation,
  CollectionBatchRequest,
  CollectionBatchResponse,
  CollectionBatchResult,
  CollectionItem,
  CollectionItemList,
  CollectionList,
  CollectionSchema,
  CreateItemRequest,
  DeclareCollectionQuery,
  DeleteCollectionQuery,
  ErrorCode,
  GetCollectionItemQuery,
  GetItemQuery,
  HealthResponse,
  Item,
  ItemList,
  ListCollectionItemsQuery,
  ListedCollection,
  LivenessResponse,
  ReadinessResponse,
  UpdateItemRequest,
  ValidationError,
} from './generated/api-types.ts';

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
export type { TokenSource } from './connection.ts';
export type { Items, VersionedItem } from './items.ts';
export type { RetryOptions } from './retry.ts';
export type {
  BatchOperation,
  BatchRequest,
  BatchResponse,
  BatchResult,
  Change,
  Collection,
  CollectionBatchRequest,
  CollectionBatchResponse,
  CollectionItem,
  CollectionItemList,
  CollectionList,
  CreateItemRequest,
  DeclareCollectionQuery,
  ErrorCode,
  GetCollectionItemQuery,
  GetItemQuery,
  HealthResponse,
  Item,
  ItemList,
  ListCollectionItemsQuery,
  LivenessResponse,
  ReadinessResponse,
  UpdateItemRequest,
  ValidationError,
} from './generated/api-types.ts';

/*
 * Made from the OpenAPI document of Estuary, and so not to be changed by hand:
 *
 *   npx vitest run clients/estuary/test/generated-types.test.ts --update=all
 */

/** One item. */
export interface Item {
  /** Opaque: not to be taken apart. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** When it was created. */
  readonly created_at: string;
  /** When it was changed last; grows with every change. */
  readonly updated_at: string;
  /** Grows with each of its changes; the same as its ETag. Only where `include=version` asks for it. */
  readonly version?: number;
}

/** A new item. Other members are ignored. */
export interface CreateItemRequest {
  /** White space at both ends is removed. */
  readonly name: string;
  /** White space at both ends is removed. Null, and what is blank, is none. */
  readonly description?: string | null;
}

/** Fields to be set. What is not sent stays as it is; other members are ignored. */
export interface UpdateItemRequest {
  /** White space at both ends is removed. */
  readonly name?: string;
  /** White space at both ends is removed. Null, and what is blank, is none. Null clears it. */
  readonly description?: string | null;
}

/** A page of items. */
export interface ItemList {
  readonly items: readonly Item[];
  /** Items in all that fit the filters; null with `total=false`. */
  readonly total: number | null;
  readonly limit: number;
  readonly offset: number;
  /** The `cursor` of the next page. Absent on the last page, and without `cursor`. */
  readonly next_cursor?: string;
}

/** Operations, done in their order: all or none. */
export interface BatchRequest {
  readonly operations: readonly BatchOperation[];
}

export type BatchOperation =
  | {
      readonly op: 'create';
      readonly item: CreateItemRequest;
    }
  | {
      readonly op: 'update';
      /** Of the item. */
      readonly id: string;
      /** Version the item must have, as in its ETag, with its quotes or without. */
      readonly if_match?: string | number | null;
      readonly item?: UpdateItemRequest;
    }
  | {
      readonly op: 'delete';
      /** Of the item. */
      readonly id: string;
      /** Version the item must have, as in its ETag, with its quotes or without. */
      readonly if_match?: string | number | null;
    };

/** What was done. */
export interface BatchResponse {
  readonly results: readonly BatchResult[];
}

/** What one operation has done. */
export interface BatchResult {
  readonly op: 'create' | 'update' | 'delete';
  /** Of the item. */
  readonly id: string;
  /** Of the item; of a deleted one, its last. */
  readonly version: number;
  /** The item as it is then; null when it was deleted. */
  readonly item: Item | null;
}

/** A declared collection. */
export interface Collection {
  readonly name: string;
  readonly schema: CollectionSchema;
  /** When it was declared. */
  readonly created_at: string;
  /** When its schema was changed last. */
  readonly updated_at: string;
}

/** All declared collections. */
export interface CollectionList {
  readonly collections: readonly ListedCollection[];
}

/** A collection without its schema. */
export interface ListedCollection {
  readonly name: string;
  /** When it was declared. */
  readonly created_at: string;
  /** When its schema was changed last. */
  readonly updated_at: string;
}

/** A JSON Schema 2020-12 of 65536 bytes at most, with references into itself only. */
export type CollectionSchema = object;

/** An item of a collection. */
export interface CollectionItem {
  /** Opaque: not to be taken apart. */
  readonly id: string;
  /** What the schema of the collection says, 65536 bytes of JSON at most. */
  readonly data: object;
  /** When it was created. */
  readonly created_at: string;
  /** When it was changed last; grows with every change. */
  readonly updated_at: string;
  /** Grows with each of its changes; the same as its ETag. Only where `include=version` asks for it. */
  readonly version?: number;
}

/** A new item. Other members are ignored. */
export interface CollectionCreateItemRequest {
  /** What the schema of the collection says, 65536 bytes of JSON at most. */
  readonly data: object;
}

/** What is to be set. Without `data` that stays as it is; other members are ignored. */
export interface CollectionUpdateItemRequest {
  /** As a whole for PUT, merged for PATCH. */
  readonly data?: object;
}

/** A page of items. */
export interface CollectionItemList {
  readonly items: readonly CollectionItem[];
  /** Items in all that fit the filters; null with `total=false`. */
  readonly total: number | null;
  readonly limit: number;
  readonly offset: number;
  /** The `cursor` of the next page. Absent on the last page, and without `cursor`. */
  readonly next_cursor?: string;
}

/** Operations, done in their order: all or none. */
export interface CollectionBatchRequest {
  readonly operations: readonly CollectionBatchOperation[];
}

export type CollectionBatchOperation =
  | {
      readonly op: 'create';
      readonly item: CollectionCreateItemRequest;
    }
  | {
      readonly op: 'update';
      /** Of the item. */
      readonly id: string;
      /** Version the item must have, as in its ETag, with its quotes or without. */
      readonly if_match?: string | number | null;
      readonly item?: CollectionUpdateItemRequest;
    }
  | {
      readonly op: 'delete';
      /** Of the item. */
      readonly id: string;
      /** Version the item must have, as in its ETag, with its quotes or without. */
      readonly if_match?: string | number | null;
    };

/** What was done. */
export interface CollectionBatchResponse {
  readonly results: readonly CollectionBatchResult[];
}

/** What one operation has done. */
export interface CollectionBatchResult {
  readonly op: 'create' | 'update' | 'delete';
  /** Of the item. */
  readonly id: string;
  /** Of the item; of a deleted one, its last. */
  readonly version: number;
  /** The item as it is then; null when it was deleted. */
  readonly item: CollectionItem | null;
}

/** One change, as an event tells it. */
export interface Change {
  /** Position in the order of all changes. */
  readonly seq: number;
  readonly type: 'created' | 'updated' | 'deleted';
  /** `items`, or a declared one. */
  readonly collection: string;
  /** Of the item. */
  readonly id: string;
  /** Of the item after the change; of a deleted one, the last it had. */
  readonly version: number;
  /** The item after the change; null when it was deleted. */
  readonly item: Item | CollectionItem | null;
  /** When it was changed. */
  readonly at: string;
}

/** Changes, as one answer. */
export interface ChangeList {
  readonly changes: readonly Change[];
  /** The `since` of the next request. */
  readonly next: number;
  /** True when changes that were asked for are not kept any more. */
  readonly reset?: boolean;
}

/** State of the server. */
export interface HealthResponse {
  readonly status: HealthStatus;
  /** When this was answered. */
  readonly timestamp: string;
  readonly uptime_seconds: number;
  /** Of the server, by semantic versioning. */
  readonly version: string;
  readonly database: DatabaseHealth;
  readonly system: SystemHealth;
}

/** `unhealthy`: the database does not answer. `degraded`: more than 90 % of the memory is used. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

/** State of the database. */
export interface DatabaseHealth {
  readonly connected: boolean;
  readonly response_time_ms: number | null;
}

/** Memory and processors, of the container where it has a limit. */
export interface SystemHealth {
  readonly memory_used_mb: number;
  readonly memory_total_mb: number;
  readonly memory_usage_percent: number;
  readonly cpu_count: number;
}

/** The process answers. */
export interface LivenessResponse {
  readonly status: 'alive';
  /** When this was answered. */
  readonly timestamp: string;
}

/** Whether requests may be sent here. */
export interface ReadinessResponse {
  readonly status: 'ready' | 'not_ready';
  /** When this was answered. */
  readonly timestamp: string;
  readonly reason?: 'database_unavailable' | 'shutting_down';
}

/** Why a request was not done. */
export interface ErrorResponse {
  readonly error: ErrorCode;
  /** For people. */
  readonly message: string;
  readonly details?: ErrorDetails;
  /** When this was answered. */
  readonly timestamp: string;
  /** The same as in the header `X-Request-Id`. */
  readonly request_id: string;
}

/** For programs. More may come. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'PAYLOAD_TOO_LARGE'
  | 'REQUEST_TIMEOUT'
  | 'NOT_FOUND'
  | 'GONE'
  | 'METHOD_NOT_ALLOWED'
  | 'UNAUTHORIZED'
  | 'SERVICE_UNAVAILABLE'
  | 'FORBIDDEN'
  | 'RATE_LIMIT_EXCEEDED'
  | 'VALIDATION_ERROR'
  | 'PRECONDITION_FAILED'
  | 'PRECONDITION_REQUIRED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'IDEMPOTENCY_IN_PROGRESS'
  | 'CONFLICT'
  | 'DATABASE_ERROR'
  | 'NOT_SUPPORTED'
  | 'LOCK_ERROR'
  | 'INTERNAL_SERVER_ERROR';

/** What more there is to say. */
export interface ErrorDetails {
  readonly validation_errors?: readonly ValidationError[];
  /** Of a batch: which operation could not be done. */
  readonly index?: number;
  /** In development only. */
  readonly context?: string;
}

/** What is wrong with one field. */
export interface ValidationError {
  readonly field: string;
  /** For people. */
  readonly message: string;
  /** For programs: `required`, `type`, `length`, `encoding`. */
  readonly code?: string;
}

/** Query of the operation `listItems`. */
export interface ListItemsQuery {
  /** Items at most. */
  readonly limit?: number;
  /** Items to leave out at the beginning. Not together with `cursor`. */
  readonly offset?: number;
  /** Where the page begins: empty for the first one, then the `next_cursor` of the page before. Nothing is left out or told twice when items are created or deleted meanwhile. */
  readonly cursor?: string;
  /** Whether all items that fit are counted. */
  readonly total?: boolean;
  /** Order of the items; `-` reverses it. */
  readonly sort?:
    | 'created_at'
    | '-created_at'
    | 'updated_at'
    | '-updated_at'
    | 'name'
    | '-name';
  /** Only items of exactly this name; of a collection, with this `name` in their data. */
  readonly name?: string;
  /** Only items whose name begins with this. */
  readonly name_prefix?: string;
  /** Only items changed at this time or later. */
  readonly updated_since?: string;
  /** `version` adds the version to each item. */
  readonly include?: 'version';
  /** Refuse parameters that are not known. */
  readonly strict?: boolean;
}

/** Query of the operation `getItem`. */
export interface GetItemQuery {
  /** `version` adds the version to each item. */
  readonly include?: 'version';
}

/** Query of the operation `declareCollection`. */
export interface DeclareCollectionQuery {
  /** Change the schema though items do not fit it. */
  readonly force?: boolean;
}

/** Query of the operation `deleteCollection`. */
export interface DeleteCollectionQuery {
  /** Delete the items as well. */
  readonly force?: boolean;
}

/** Query of the operation `listCollectionItems`. */
export interface ListCollectionItemsQuery {
  /** Items at most. */
  readonly limit?: number;
  /** Items to leave out at the beginning. Not together with `cursor`. */
  readonly offset?: number;
  /** Where the page begins: empty for the first one, then the `next_cursor` of the page before. Nothing is left out or told twice when items are created or deleted meanwhile. */
  readonly cursor?: string;
  /** Whether all items that fit are counted. */
  readonly total?: boolean;
  /** Order of the items; `-` reverses it. */
  readonly sort?:
    | 'created_at'
    | '-created_at'
    | 'updated_at'
    | '-updated_at'
    | 'name'
    | '-name';
  /** Only items of exactly this name; of a collection, with this `name` in their data. */
  readonly name?: string;
  /** Only items whose name begins with this. */
  readonly name_prefix?: string;
  /** Only items changed at this time or later. */
  readonly updated_since?: string;
  /** `version` adds the version to each item. */
  readonly include?: 'version';
  /** Refuse parameters that are not known. */
  readonly strict?: boolean;
}

/** Query of the operation `getCollectionItem`. */
export interface GetCollectionItemQuery {
  /** `version` adds the version to each item. */
  readonly include?: 'version';
}

/** Query of the operation `followChanges`. */
export interface FollowChangesQuery {
  /** Changes behind this position: the `id` of an event or `next` of an answer. `now`: only what comes. */
  readonly since?: string;
  /** First all items as they are, then what comes. */
  readonly snapshot?: boolean;
  /** Only changes of this item. */
  readonly id?: string;
  /** Only changes in this collection. */
  readonly collection?: string;
  /** Answer JSON instead of events: at once when there are changes, else after so many seconds at the latest. */
  readonly wait?: number;
}

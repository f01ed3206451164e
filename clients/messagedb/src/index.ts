export { createClient } from './create-client.ts';
export type { ClientOptions, MessageDbClient } from './create-client.ts';
export { MessageDbError } from './messagedb-error.ts';
export type { ClientErrorCode, MessageDbErrorCode, ServerErrorCode } from './messagedb-error.ts';
export type {
  AnyShape,
  JsonObject,
  JsonValue,
  Message,
  MessageShape,
  NewMessage,
} from './message.ts';
export type {
  CallOptions,
  CategoryOptions,
  CategoryPageOptions,
  ConsumerGroup,
  LastOptions,
  ReadOptions,
  ReadPageOptions,
  StreamsOptions,
  WriteOptions,
} from './call-options.ts';
export type { Writing, WriteBatchResult, WriteResult } from './writing.ts';
export type { CategoryTexts } from './read-category-texts.ts';
export type { Reading } from './reading.ts';
export type {
  CreatedNamespace,
  CreateNamespaceOptions,
  DeletedNamespace,
  NamespaceInfo,
  Namespaces,
  NamespaceSummary,
  RotateOptions,
} from './namespaces.ts';
export type { CategorySummary, Health, StreamSummary, Summaries } from './summaries.ts';
export type { Poke, SubscribeTarget } from './follow.ts';
export type { SubscribeOptions } from './subscribe.ts';
export type { RetryOptions } from './retry.ts';

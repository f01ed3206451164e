import type { Append, AppendedGroup } from '../append/append.ts';
import type { ConsumerGroup } from '../consumers/consumer-group.ts';
import type { Notice, PlacedMessage } from '../model/message.ts';
import type { Namespace } from '../model/namespace.ts';

/** Where messages are kept. Adapters: memory, sqlite, postgres; one contract suite runs on all. */
export interface MessageStore {
  readonly kind: 'memory' | 'sqlite' | 'postgres';
  readonly namespaces: NamespaceRegistry;
  /**
   * Resolves when the store answers. Throws Fault `store_unavailable` when it does not, and
   * `store_busy` within some seconds when it has so much to do that it cannot be asked.
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A namespace from its creation to its deletion. One that is made later under the same id is
 * another: whoever still holds this one gets nothing of that one and changes nothing in it.
 */
export interface StoredNamespace extends Namespace {
  /** Names this creation, and no other there ever was; the same on all instances. */
  readonly incarnation: string;
  readonly log: MessageLog;
}

/** The tenants. Throws Fault `store_unavailable` or `store_failed`, as all of a store does. */
export interface NamespaceRegistry {
  find(id: string): Promise<StoredNamespace | undefined>;
  /** In no particular order. */
  list(): Promise<readonly StoredNamespace[]>;
  /** False when there is one of this id already; of concurrent calls one wins. */
  create(namespace: Namespace): Promise<boolean>;
  /** The token of the former hash is refused from now on. False when the namespace was deleted. */
  replaceToken(namespace: Incarnation, tokenHash: string): Promise<boolean>;
  /**
   * Removes a namespace with all it holds; the number of messages it had, undefined if it was deleted
   * before. Throws Fault `namespace_busy`, and removes nothing, when others keep it in use for long.
   */
  delete(namespace: Incarnation): Promise<number | undefined>;
}

/** Which creation of which namespace. */
export type Incarnation = Pick<StoredNamespace, 'id' | 'incarnation'>;

/**
 * The messages of one namespace, in an order that never changes behind a reader: once global
 * position g was readable, nothing with a smaller one appears (contract §6.5), as long as
 * `LogState.revision` stays. All methods throw Fault `namespace_gone` once the namespace was
 * deleted, whether or not there is another one under its id.
 */
export interface MessageLog {
  /**
   * Decides about a group by `decideGroup` and stores it, in one transaction, with no other writer
   * of the namespace in between, on any instance. Resolves when it is durable. Throws Fault
   * `store_unavailable` or `store_busy` when it was certainly not stored, and `outcome_unknown` when
   * it may have been: asking again with `retryGroup` of it is safe after any of them.
   */
  append(group: readonly Append[]): Promise<AppendedGroup>;
  /** Rows `[id, type, position, globalPosition, data, metadata, time]`, by position. */
  readStream(query: StreamQuery): Promise<RowPage>;
  /** Rows `[id, streamName, type, position, globalPosition, data, metadata, time]`, by global position. */
  readCategory(query: CategoryQuery): Promise<RowPage>;
  /** The last row of a stream as JSON text, of that type if given; undefined when there is none. */
  lastMessage(streamName: string, type: string | undefined): Promise<string | undefined>;
  /** Position of the last message; undefined when there is none. */
  version(streamName: string): Promise<number | undefined>;
  /** What was written, without its data, by global position. */
  readNotices(query: NoticeQuery): Promise<NoticePage>;
  state(): Promise<LogState>;
  /** Streams whose names begin with `prefix`, by the order of their UTF-8 bytes, after `cursor`. */
  streams(query: StreamsQuery): Promise<readonly StreamSummary[]>;
  /** All categories, by the order of their UTF-8 bytes. */
  categories(): Promise<readonly CategorySummary[]>;
  statistics(): Promise<LogStatistics>;
  /** The `messageCount` of `statistics` alone, of a store in which that costs less. */
  countMessages?(): Promise<number>;
  /**
   * Stores messages at the places they bring, all or none. Throws Fault `position_exists` when an
   * id, a global position, or a position of a stream is taken.
   *
   * The one way in which a message may come below the head, where readers have been already: whoever
   * imports has followers begin anew then (`BatchWriter`), and consumers have to be set back.
   */
  importMessages(messages: readonly ImportedMessage[]): Promise<void>;
  /** Removes all messages; global positions begin at 1 again. */
  clear(): Promise<void>;
}

/** How far a log goes. */
export interface LogState {
  /** The last global position; 0 when nothing was written. */
  readonly head: number;
  /**
   * Grows whenever what was written is changed: by `clear`, and by an import that is not all beyond
   * the head. While it is the same, what was read up to a head is as it was.
   */
  readonly revision: number;
}

/** The bounds of a page, in bytes of UTF-8: a query that matches more goes on where `RowPage.next` says. */
export const pageBounds: { readonly rows: number; readonly bytes: number } = {
  rows: 1000,
  bytes: 8 * 1024 * 1024,
};

export interface StreamQuery {
  readonly streamName: string;
  /** Counts positions of the stream, or global positions. From there, inclusive. */
  readonly by: 'position' | 'globalPosition';
  readonly from: number;
  /** Rows at most, at least 1; `pageBounds` may end a page sooner. */
  readonly limit: number;
}

export interface CategoryQuery {
  /** Empty: every message of the namespace. */
  readonly category: string;
  /** Global position, inclusive. */
  readonly from: number;
  readonly limit: number;
  readonly correlation: string | undefined;
  readonly consumerGroup: ConsumerGroup | undefined;
}

/** Some rows of a query. */
export interface RowPage {
  /** JSON arrays separated by commas. */
  readonly rows: string;
  readonly count: number;
  /** Where to go on reading; undefined when the end of the log was reached. */
  readonly next: number | undefined;
}

/** Which messages, from a global position on; the stream by its own positions. */
export type NoticeQuery = {
  readonly from: number;
  readonly limit: number;
} & NoticeFilter;

export type NoticeFilter =
  | { readonly kind: 'stream'; readonly streamName: string }
  | {
      readonly kind: 'category';
      readonly category: string;
      readonly consumerGroup: ConsumerGroup | undefined;
    }
  | { readonly kind: 'all' };

export interface NoticePage {
  readonly notices: readonly Notice[];
  /** As in {@link RowPage}. */
  readonly next: number | undefined;
}

export interface StreamsQuery {
  readonly prefix: string;
  /** Names after this one; undefined begins at the first. */
  readonly cursor: string | undefined;
  readonly limit: number;
}

export interface StreamSummary {
  readonly streamName: string;
  readonly version: number;
  readonly lastActivity: string;
}

export interface CategorySummary {
  readonly category: string;
  readonly streamCount: number;
  readonly messageCount: number;
}

export interface LogStatistics {
  readonly messageCount: number;
  readonly streamCount: number;
  /** Time of the newest message, as in rows; null when there is none. */
  readonly lastActivity: string | null;
}

export interface ImportedMessage extends PlacedMessage {
  /** ISO 8601 in UTC with at most microseconds. */
  readonly time: string;
}

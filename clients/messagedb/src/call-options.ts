/** What every call takes. */
export interface CallOptions {
  /** Ends the call, which then throws the signal's reason. What was sent may have been done. */
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions extends CallOptions {
  /** The version the stream must have, or the write is refused; −1: it must not exist yet. */
  readonly expectedVersion?: number;
}

export interface LastOptions extends CallOptions {
  /** Only messages of this type. */
  readonly type?: string;
}

/** Where to begin in a stream, inclusive: by its own positions, or by global ones. */
type StreamStart =
  | { readonly position?: number; readonly globalPosition?: never }
  | { readonly position?: never; readonly globalPosition: number };

/** For reading page by page until the end. */
export type ReadOptions = CallOptions &
  StreamStart & {
    /** Messages asked for at a time, 1 to 10 000. Default 1000. */
    readonly pageSize?: number;
  };

export type ReadPageOptions = CallOptions &
  StreamStart & {
    /** Messages at most, 0 to 10 000, or −1 for all of them. Default 1000. */
    readonly batchSize?: number;
  };

/** One of `size` consumers that divide a category among them; `member` counts from 0. */
export interface ConsumerGroup {
  readonly member: number;
  readonly size: number;
}

interface CategoryFilter {
  /** Global position to begin at, inclusive. Default 1. */
  readonly position?: number;
  /** Only messages whose `metadata.correlationStreamName` is of this category. */
  readonly correlation?: string;
  readonly consumerGroup?: ConsumerGroup;
}

export interface CategoryOptions extends CallOptions, CategoryFilter {
  /** Messages asked for at a time, 1 to 10 000. Default 1000. */
  readonly pageSize?: number;
}

export interface CategoryPageOptions extends CallOptions, CategoryFilter {
  /** Messages at most, 0 to 10 000, or −1 for all of them. Default 1000. */
  readonly batchSize?: number;
}

export interface StreamsOptions extends CallOptions {
  /** Names that begin with this. */
  readonly prefix?: string;
  /** Names after this one. */
  readonly cursor?: string;
  /** 1 to 1000. Default 100. */
  readonly limit?: number;
}

/** A message as a writer gave it, checked. `data` and `metadata` are the JSON text of objects. */
export interface NewMessage {
  /** UUID, lower case. */
  readonly id: string;
  /**
   * Whether the writer chose the id; one that was made here cannot have been stored before, unless
   * this is a retry (see `retryGroup`).
   */
  readonly isIdGiven: boolean;
  readonly type: string;
  readonly data: string;
  readonly metadata: string | null;
  /** Category of `metadata.correlationStreamName`; null when there is none. */
  readonly correlation: string | null;
}

/** A message with its place. */
export interface PlacedMessage extends NewMessage {
  readonly streamName: string;
  /** Index in its stream, from 0, without gaps. */
  readonly position: number;
  /** Number in its namespace, from 1, strictly growing. */
  readonly globalPosition: number;
}

/** What is told of a message that was written: never its data (contract §9). */
export interface Notice {
  readonly streamName: string;
  readonly position: number;
  readonly globalPosition: number;
}

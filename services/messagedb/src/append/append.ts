import type { NewMessage, Notice, PlacedMessage } from '../model/message.ts';

/** Messages for the end of one stream: all of them or none. */
export interface Append {
  readonly streamName: string;
  /** At least one. */
  readonly messages: readonly NewMessage[];
  /** The version the stream must have: −1 means it must not exist; undefined, any (contract §6.3). */
  readonly expectedVersion: number | undefined;
}

/** What became of an append. Positions are those of its last message. */
export type AppendOutcome =
  | { readonly kind: 'written'; readonly position: number; readonly globalPosition: number }
  /** The same messages were stored before, so nothing was stored now (contract §6.4). */
  | { readonly kind: 'repeated'; readonly position: number; readonly globalPosition: number }
  | { readonly kind: 'conflict'; readonly expected: number; readonly actual: number }
  | { readonly kind: 'id-taken'; readonly id: string };

/** A stored message, as far as telling a repeat from a clash needs it. `data` is JSON text. */
export type StoredMessage = Pick<PlacedMessage, 'type' | 'data' | keyof Notice>;

/** What must be known of a namespace to decide about a group of appends. */
export interface GroupState {
  /** The last global position; 0 when nothing was written. */
  readonly head: number;
  /** Versions of the group's streams; those that do not exist are missing. */
  readonly versions: ReadonlyMap<string, number>;
  /** Stored messages by id, of the ids that writers chose. */
  readonly stored: ReadonlyMap<string, StoredMessage>;
}

/** What is to be stored, and what each append is to be told, in the order of the appends. */
export interface GroupDecision {
  readonly outcomes: readonly AppendOutcome[];
  readonly messages: readonly PlacedMessage[];
}

/** A group that was stored. */
export interface AppendedGroup extends GroupDecision {
  /** The last global position before it: who has seen that has missed nothing. */
  readonly previousHead: number;
}

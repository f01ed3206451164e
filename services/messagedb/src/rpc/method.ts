import type { Caller } from '../access/caller.ts';
import type { MessageDb } from '../messagedb.ts';
import type { MessageLog } from '../store/message-store.ts';

/** One call of a method. */
export interface Call {
  readonly messageDb: MessageDb;
  readonly caller: Caller;
  /** Arguments after the method's name; surplus ones are ignored. */
  readonly args: readonly unknown[];
  /** The messages of the caller's namespace. */
  readonly log: MessageLog;
}

/** One line of the table of methods. */
export interface Method {
  readonly name: string;
  /** How it is called, for the docs: `stream, message, options?`. */
  readonly parameters: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** The result is sent as JSON; `JsonText` and `JsonPieces` as they are. */
  readonly run: (call: Call) => unknown;
}

import type { MessageStore } from '../../../src/store/message-store.ts';

/** How the suite gets a store of its own. */
export interface StoreFixture {
  readonly name: string;
  /** Opens an empty store. */
  open(): Promise<MessageStore>;
  /** Opens a second instance on the same data; undefined where a store has one instance only. */
  readonly openAgain?: () => Promise<MessageStore>;
  /** Closes everything and removes the data. */
  close(): Promise<void>;
}

import type { DocumentStore } from '../../../src/store/document-store.ts';
import type { Retention } from '../../../src/store/retention.ts';

/** How the suite gets stores of its own. */
export interface StoreFixture {
  readonly name: string;
  /** Opens an empty store. */
  open(retention: Retention): Promise<DocumentStore>;
  /**
   * Opens a further instance on the data of the store that was opened last; undefined where a store
   * has one instance only.
   */
  readonly openAgain?: () => Promise<DocumentStore>;
  /** Closes everything that was opened and removes the data. */
  close(): Promise<void>;
}

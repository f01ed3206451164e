import { isFault } from '@aquifer/service';
import type { ImportedMessage, MessageLog } from '../store/message-store.ts';

/**
 * Stores the batches of an import, and knows whether a follower may have passed a place before it was
 * filled: an export of one category after the other comes in no global order.
 */
export class BatchWriter {
  readonly #log: MessageLog;
  /** The last global position, if what is there is what we left. */
  #head: number | undefined;
  #mayHaveFilledIn = false;

  constructor(log: MessageLog) {
    this.#log = log;
  }

  /** False when every message came above all that was there before it. */
  get mayHaveFilledIn(): boolean {
    return this.#mayHaveFilledIn;
  }

  /** Throws what `importMessages` of the log throws. */
  async write(messages: readonly ImportedMessage[]): Promise<void> {
    if (this.#mayHaveFilledIn) return this.#log.importMessages(messages);
    const places = messages.map(({ globalPosition }) => globalPosition);
    const isBelow = Math.min(...places) <= (this.#head ?? (await this.#log.state()).head);
    await this.#store(messages, isBelow);
    this.#head = await this.#readHead();
    // Who wrote above it may have done so before it: writers do not leave room, other imports do.
    this.#mayHaveFilledIn ||= this.#head !== Math.max(...places);
  }

  async #store(messages: readonly ImportedMessage[], isBelow: boolean): Promise<void> {
    try {
      await this.#log.importMessages(messages);
      this.#mayHaveFilledIn = isBelow;
    } catch (error) {
      const isRefused = isFault(error) && error.code === 'position_exists';
      // Of any other failure nobody knows whether the batch was stored.
      this.#mayHaveFilledIn = isBelow && !isRefused;
      throw error;
    }
  }

  /** The batch is stored; that a look at it fails is no failure of the import. */
  async #readHead(): Promise<number | undefined> {
    const state = await this.#log.state().catch(() => undefined);
    return state?.head;
  }
}

import type { Notice } from '../model/message.ts';

/** Enough for a moment's delay; a reader that is slower than that reads from the store. */
const INBOX_MAX = 1_000;

/** Notices on their way from the tail to one subscriber, at most a thousand. */
export class Inbox {
  #notices: Notice[] = [];
  #hasOverflowed = false;
  #wake: (() => void) | undefined;

  put(notice: Notice): void {
    if (this.#hasOverflowed) return;
    if (this.#notices.length < INBOX_MAX) this.#notices.push(notice);
    else {
      // The store has them all; keeping some would only make their order harder to see.
      this.#notices = [];
      this.#hasOverflowed = true;
    }
    this.#wake?.();
  }

  /** Some were thrown away since the last `reset`: the store must be read. */
  get hasOverflowed(): boolean {
    return this.#hasOverflowed;
  }

  /** Empties it; what comes from now on is kept again. */
  reset(): void {
    this.#notices = [];
    this.#hasOverflowed = false;
  }

  take(): readonly Notice[] {
    const notices = this.#notices;
    this.#notices = [];
    return notices;
  }

  /** Resolves when there is something to do, or the signal fires. */
  async waitForMore(signal: AbortSignal): Promise<void> {
    if (this.#notices.length > 0 || this.#hasOverflowed || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

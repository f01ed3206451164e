import type { Log } from '@aquifer/service';
import type { ChangeLog } from '../store/document-store.ts';
import { ChangeTail } from './change-tail.ts';

/** A tail that somebody follows, until they leave. */
export interface FollowedTail {
  readonly tail: ChangeTail;
  /** Safe to call twice. */
  leave(): void;
}

/**
 * One tail for all who follow at a time. It is there from the first of them to the last: where nobody
 * follows, no store is asked, and one that is down at the start is none of their business.
 */
export class SharedTail {
  readonly #log: ChangeLog;
  readonly #report: Log;
  #followers = 0;
  #tail: ChangeTail | undefined;
  #started: Promise<void> | undefined;

  constructor(log: ChangeLog, report: Log) {
    this.#log = log;
    this.#report = report;
  }

  /** Throws the Fault of a store that does not answer, or that has no log. */
  async follow(): Promise<FollowedTail> {
    this.#tail ??= new ChangeTail(this.#log, this.#report);
    this.#started ??= this.#tail.start();
    this.#followers += 1;
    const tail = this.#tail;
    let isFollowing = true;
    const leave = (): void => {
      if (isFollowing) this.#leave();
      isFollowing = false;
    };
    try {
      await this.#started;
    } catch (error) {
      leave();
      throw error;
    }
    return { tail, leave };
  }

  /** Wakes all who wait. */
  close(): void {
    this.#tail?.close();
  }

  #leave(): void {
    this.#followers -= 1;
    if (this.#followers > 0) return;
    this.#tail?.close();
    this.#tail = undefined;
    this.#started = undefined;
  }
}

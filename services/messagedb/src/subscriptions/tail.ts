import { isFault } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import type { AppendedGroup } from '../append/append.ts';
import type { Notice } from '../model/message.ts';
import type { MessageLog, NoticeFilter } from '../store/message-store.ts';
import { isWanted, topicOf, topicsOf } from './filter.ts';
import type { Inbox } from './inbox.ts';

const PAGE_NOTICES = 1_000;

interface Listener {
  readonly filter: NoticeFilter;
  readonly inbox: Inbox;
}

/**
 * The end of one namespace's log, as this instance follows it. What this instance writes is passed on
 * without asking the store, as long as nobody else wrote in between; anything else is read from the
 * store, in global order, each message once.
 */
export class Tail {
  readonly #log: () => MessageLog;
  readonly #report: Log;
  readonly #listeners = new Map<string, Set<Listener>>();
  #size = 0;
  /** Everything up to here was passed on. Undefined until the store has said where it stands. */
  #head: number | undefined;
  #starting: Promise<void> | undefined;
  #isReading = false;
  #mustReadAgain = false;

  constructor(log: () => MessageLog, report: Log) {
    this.#log = log;
    this.#report = report;
  }

  get size(): number {
    return this.#size;
  }

  /** The last global position that was passed on. */
  get head(): number {
    return this.#head ?? 0;
  }

  /** From now on the inbox gets what is written. Returns the function that ends it. */
  listen(filter: NoticeFilter, inbox: Inbox): () => void {
    const listener = { filter, inbox };
    const topic = topicOf(filter);
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    this.#size += 1;
    return () => {
      if (!listeners.delete(listener)) return;
      this.#size -= 1;
      if (listeners.size === 0) this.#listeners.delete(topic);
    };
  }

  /** Resolves once every message is either in the store already or will be passed on. */
  start(): Promise<void> {
    this.#starting ??= this.#readHead().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** This instance stored a group. */
  committed({ previousHead, messages }: AppendedGroup): void {
    const last = messages.at(-1);
    if (this.#head === undefined) {
      // Still starting: what the store says next may or may not have this.
      this.#mustReadAgain = true;
    } else if (this.#isReading || previousHead !== this.#head) {
      void this.read();
    } else if (last !== undefined) {
      this.#head = last.globalPosition;
      this.#passOn(messages);
    }
  }

  /** Passes on what the store has beyond the head. Failures leave it to the next call. */
  async read(): Promise<void> {
    this.#mustReadAgain = true;
    if (this.#isReading || this.#head === undefined) return;
    this.#isReading = true;
    try {
      while (this.#mustReadAgain) {
        this.#mustReadAgain = false;
        await this.#readOn();
      }
    } catch (error) {
      this.#report.warn({ err: error }, 'new messages could not be read; trying again');
    } finally {
      this.#isReading = false;
    }
  }

  /** Whether the log still holds what was passed on; not when it was deleted or emptied meanwhile. */
  async isCurrent(): Promise<boolean> {
    try {
      return (await this.#log().head()) >= this.head;
    } catch (error) {
      return !(isFault(error) && error.code === 'namespace_gone');
    }
  }

  async #readHead(): Promise<void> {
    this.#head = await this.#log().head();
    if (this.#mustReadAgain) await this.read();
  }

  async #readOn(): Promise<void> {
    let next: number | undefined = this.head + 1;
    while (next !== undefined) {
      const page = await this.#log().readNotices({ kind: 'all', from: next, limit: PAGE_NOTICES });
      this.#head = page.notices.at(-1)?.globalPosition ?? this.head;
      this.#passOn(page.notices);
      next = page.next;
    }
  }

  #passOn(notices: readonly Notice[]): void {
    if (this.#size === 0) return;
    for (const { streamName, position, globalPosition } of notices) {
      const notice = { streamName, position, globalPosition };
      for (const topic of topicsOf(notice)) {
        for (const { filter, inbox } of this.#listeners.get(topic) ?? []) {
          if (isWanted(filter, notice)) inbox.put(notice);
        }
      }
    }
  }
}

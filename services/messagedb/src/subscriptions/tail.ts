import { isFault } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import type { AppendedGroup } from '../append/append.ts';
import type { Notice } from '../model/message.ts';
import type { MessageLog, NoticeFilter } from '../store/message-store.ts';
import { Audience } from './audience.ts';
import type { Inbox } from './inbox.ts';

const PAGE_NOTICES = 1_000;
/** Groups of this instance kept while the store is read; with more of them it is read again. */
const WAITING_GROUPS_MAX = 100;
/** After a read that failed, in milliseconds. */
const RETRY_MS = 500;

export interface TailOptions {
  readonly log: MessageLog;
  readonly report: Log;
  /** Told when the namespace was deleted, or what was passed on is not in it any more. */
  readonly onGone: () => void;
}

/**
 * The end of one namespace's log, as this instance follows it. What this instance writes is passed on
 * without asking the store, as long as nobody else wrote in between; anything else is read from the
 * store, in global order, each message once.
 */
export class Tail {
  readonly #options: TailOptions;
  readonly #audience = new Audience();
  /** Everything up to here was passed on. Undefined until the store has said where it stands. */
  #head: number | undefined;
  /** Of what was passed on. */
  #revision: number | undefined;
  #starting: Promise<void> | undefined;
  #isReading = false;
  #mustRead = false;
  #retry: NodeJS.Timeout | undefined;
  /** Committed while the store was asked, whose answer may or may not have them. */
  #waiting: AppendedGroup[] = [];

  constructor(options: TailOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#audience.size;
  }

  /** The last global position that was passed on. */
  get head(): number {
    return this.#head ?? 0;
  }

  /** From now on the inbox gets what is written. Returns the function that ends it. */
  listen(filter: NoticeFilter, inbox: Inbox): () => void {
    return this.#audience.join(filter, inbox);
  }

  /** Resolves once every message is either in the store already or will be passed on. */
  start(): Promise<void> {
    this.#starting ??= this.#readState().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** This instance stored a group. Told in the order in which they were stored. */
  committed(group: AppendedGroup): void {
    if (this.#head === undefined || this.#isReading) this.#wait(group);
    else if (!this.#passOnGroup(group)) void this.read();
  }

  /** Passes on what the store has beyond the head. A failure is tried again after a while. */
  async read(): Promise<void> {
    this.#mustRead = true;
    if (this.#isReading || this.#head === undefined || this.#retry !== undefined) return;
    this.#isReading = true;
    try {
      while (this.#mustRead) {
        this.#mustRead = false;
        await this.#readOn();
        this.#passOnWaiting();
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#isReading = false;
    }
  }

  /**
   * Asks the store whether what was passed on is still true, and reads on when there is more. That a
   * namespace was emptied shows by its revision, even when it is as long again as it was.
   */
  async check(): Promise<void> {
    if (this.#head === undefined) return;
    // Before asking: what is written while the store answers is not in its answer.
    const passedOn = this.#head;
    try {
      const { head, revision } = await this.#options.log.state();
      if (revision !== this.#revision || head < passedOn) this.#options.onGone();
      else if (head > this.#head) await this.read();
    } catch (error) {
      if (isGone(error)) this.#options.onGone();
      else await this.read();
    }
  }

  async #readState(): Promise<void> {
    const { head, revision } = await this.#options.log.state();
    this.#head = head;
    this.#revision = revision;
    this.#passOnWaiting();
    if (this.#mustRead) await this.read();
  }

  async #readOn(): Promise<void> {
    let next: number | undefined = this.head + 1;
    while (next !== undefined) {
      const query = { kind: 'all', from: next, limit: PAGE_NOTICES } as const;
      const page = await this.#options.log.readNotices(query);
      this.#passOn(page.notices);
      next = page.next;
    }
  }

  #wait(group: AppendedGroup): void {
    if (this.#waiting.length < WAITING_GROUPS_MAX) this.#waiting.push(group);
    else {
      this.#waiting = [];
      this.#mustRead = true;
    }
  }

  #passOnWaiting(): void {
    const groups = this.#waiting;
    this.#waiting = [];
    if (!groups.every((group) => this.#passOnGroup(group))) this.#mustRead = true;
  }

  /** False when somebody else wrote before it, which must be read first. */
  #passOnGroup({ previousHead, messages }: AppendedGroup): boolean {
    if (previousHead > this.head) return false;
    const seen = this.head;
    this.#passOn(messages.filter(({ globalPosition }) => globalPosition > seen));
    return true;
  }

  #passOn(notices: readonly Notice[]): void {
    this.#head = notices.at(-1)?.globalPosition ?? this.head;
    this.#audience.tell(notices);
  }

  #onFailure(error: unknown): void {
    this.#waiting = [];
    if (isGone(error)) {
      this.#options.onGone();
      return;
    }
    this.#options.report.warn({ err: error }, 'new messages could not be read; trying again');
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      if (this.size > 0) void this.read();
    }, RETRY_MS).unref();
  }
}

const isGone = (error: unknown): boolean => isFault(error) && error.code === 'namespace_gone';

import type { Log } from '@aquifer/service';
import type { Change } from '../model/document.ts';
import type { ChangeFilter, ChangeLog, ChangePage, MaybePromise } from '../store/document-store.ts';
import { isMeant } from '../store/is-meant.ts';

/** Changes kept for all followers together, and their text; who is further behind reads the store. */
const RECENT_MAX = 2_000;
const RECENT_CHARS_MAX = 16 * 1024 * 1024;
/** Documents may be large, so few are in memory for one follower. */
const PAGE = 200;
/** After a read that failed, in milliseconds. */
const RETRY_MS = 500;

/** Told of changes without asking for them. */
export interface TailListener {
  changed(changes: readonly Change[]): void;
  /** Some changes were not kept long enough to be told. */
  lost(): void;
}

/** The end of the change log, read once for all who follow it (contract B6). */
export class ChangeTail {
  readonly #log: ChangeLog;
  readonly #report: Log;
  /** Without gaps up to the head. */
  #recent: Change[] = [];
  #recentChars = 0;
  #head = 0;
  #isClosed = false;
  #isReading = false;
  #mustRead = false;
  #retry: NodeJS.Timeout | undefined;
  /** Told while the log was being read, newest last, without gaps. */
  #told: Change[] = [];
  readonly #listeners = new Set<TailListener>();
  readonly #waiting = new Set<() => void>();
  #stopWatching: () => void = () => undefined;

  constructor(log: ChangeLog, report: Log) {
    this.#log = log;
    this.#report = report;
  }

  /** Resolves when it knows where the log ends. Throws Faults of the store. */
  async start(): Promise<void> {
    // Who is woken before there is a head would read the log from its beginning.
    this.#isReading = true;
    this.#stopWatching = this.#log.watch((stored) => this.#wake(stored));
    try {
      this.#head = await this.#log.head();
    } finally {
      this.#isReading = false;
    }
    void this.#read();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopWatching();
    clearTimeout(this.#retry);
    this.#wakeAll();
  }

  /** Sequence number of the last change that followers may know of. */
  get head(): number {
    return this.#head;
  }

  /** Changes behind `after`, from memory where they are; undefined when they are not kept any more. */
  read(after: number, filter: ChangeFilter): MaybePromise<ChangePage | undefined> {
    const first = this.#head - this.#recent.length;
    if (after < first) return this.#log.read(after, PAGE, filter);
    const looked = this.#recent.slice(after - first, after - first + PAGE);
    return {
      changes: looked.filter((change) => isMeant(change, filter)),
      upTo: looked.at(-1)?.seq ?? after,
    };
  }

  /** Tells of all changes from now on, as they come. Returns the function that ends it. */
  listen(listener: TailListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when there is something behind `after`, or the signal fires. */
  async waitFor(after: number, signal: AbortSignal): Promise<void> {
    if (this.#head > after || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** What follows the last change we know of is taken as it is told; the log is read for all else. */
  #wake(stored: readonly Change[] | undefined): void {
    if (stored === undefined) {
      void this.#read();
      return;
    }
    const follows = this.#told.at(-1)?.seq === (stored[0]?.seq ?? 0) - 1;
    if (follows) this.#told.push(...stored);
    else this.#told = [...stored];
    if (this.#told.length > RECENT_MAX) {
      // More than is worth being kept while a read takes its time.
      this.#told = [];
      void this.#read();
    } else if (!this.#isReading && !this.#takeTold()) {
      void this.#read();
    }
  }

  /** False when there is a gap before what was told. */
  #takeTold(): boolean {
    const told = this.#told;
    this.#told = [];
    const news =
      (told[0]?.seq ?? 0) > this.#head ? told : told.filter(({ seq }) => seq > this.#head);
    const [first] = news;
    if (first === undefined) return true;
    if (first.seq !== this.#head + 1) return false;
    this.#take(news, first.seq + news.length - 1);
    return true;
  }

  async #read(): Promise<void> {
    this.#mustRead = true;
    if (this.#isClosed || this.#isReading || this.#retry !== undefined) return;
    this.#isReading = true;
    try {
      while (this.#mustRead) {
        this.#mustRead = false;
        await this.#readOn();
        if (!this.#takeTold()) this.#mustRead = true;
      }
    } catch (error) {
      if (this.#isClosed) return;
      this.#report.warn({ err: error }, 'changes could not be read; trying again');
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        void this.#read();
      }, RETRY_MS).unref();
    } finally {
      this.#isReading = false;
    }
  }

  async #readOn(): Promise<void> {
    while (!this.#isClosed) {
      const after = this.#head;
      const page = await this.#log.read(after, PAGE, {});
      // Dropped before we read them: followers who ask are told so by the store.
      if (page === undefined) {
        this.#recent = [];
        this.#recentChars = 0;
        this.#head = await this.#log.head();
        for (const listener of this.#listeners) listener.lost();
        break;
      }
      if (page.changes.length > 0) this.#take(page.changes, page.upTo);
      if (page.upTo < after + PAGE) return;
    }
    this.#wakeAll();
  }

  #take(changes: readonly Change[], upTo: number): void {
    this.#keep(changes);
    this.#head = upTo;
    for (const listener of this.#listeners) listener.changed(changes);
    this.#wakeAll();
  }

  #keep(changes: readonly Change[]): void {
    for (const change of changes) {
      this.#recent.push(change);
      this.#recentChars += charsOf(change);
    }
    // Half of them at once, so that it costs little for each.
    const tooMany = this.#recent.length > 2 * RECENT_MAX;
    if (!tooMany && this.#recentChars <= RECENT_CHARS_MAX) return;
    let first = this.#recent.length;
    let chars = 0;
    while (first > Math.max(0, this.#recent.length - RECENT_MAX)) {
      const more = charsOf(this.#recent[first - 1]);
      if (chars + more > RECENT_CHARS_MAX / 2) break;
      chars += more;
      first -= 1;
    }
    this.#recent = this.#recent.slice(first);
    this.#recentChars = chars;
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}

const charsOf = (change: Change | undefined): number => change?.document?.fields.json.length ?? 0;

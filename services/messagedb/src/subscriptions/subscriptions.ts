import type { Log } from '@aquifer/service';
import type { AppendedGroup } from '../append/append.ts';
import { fault } from '../faults.ts';
import type { Notice } from '../model/message.ts';
import type { MessageLog, MessageStore, NoticeFilter } from '../store/message-store.ts';
import { follow } from './follow.ts';
import { Inbox } from './inbox.ts';
import { Tail } from './tail.ts';

export interface SubscriptionRequest {
  readonly namespace: string;
  readonly filter: NoticeFilter;
  /** First position wanted: of the stream, else global. */
  readonly from: number;
  /** Whether what is stored already is told as well. */
  readonly replays: boolean;
  readonly signal: AbortSignal;
}

export interface Subscription {
  /** The first place that is told of, in the numbers of the request. */
  readonly from: number;
  /** What a subscriber is told, a few at a time, in order, each once. */
  readonly notices: AsyncGenerator<readonly Notice[]>;
}

export interface SubscriptionsOptions {
  readonly store: MessageStore;
  readonly log: Log;
  /** Subscriptions of one namespace at most; 0 is no limit. */
  readonly perNamespaceMax: number;
}

/** A namespace that somebody follows. */
interface Followed {
  readonly tail: Tail;
  /** Ends the subscription of each follower. */
  readonly endings: Set<() => void>;
}

/** Who follows what is written, on this instance. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #followed = new Map<string, Followed>();
  #count = 0;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Open ones, of all namespaces. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when the subscription is live. It ends with the signal, or with the namespace. */
  async open(request: SubscriptionRequest): Promise<Subscription> {
    const { namespace, filter, replays } = request;
    const { perNamespaceMax, store } = this.#options;
    const followed = this.#follow(namespace);
    if (perNamespaceMax > 0 && followed.tail.size >= perNamespaceMax) {
      throw fault('too_many_subscriptions', { limit: perNamespaceMax });
    }
    const inbox = new Inbox();
    const log = (): MessageLog => store.log(namespace);
    const ended = this.#join(namespace, followed, request, inbox);
    try {
      await followed.tail.start();
      const from = replays ? request.from : await firstAfterNow(request.from, log());
      const notices = follow({ filter, replays, from, log, inbox, signal: ended.signal });
      return { from, notices: run(notices, ended) };
    } catch (error) {
      ended.abort();
      throw error;
    }
  }

  /** This instance stored a group of messages. */
  committed(namespace: string, group: AppendedGroup): void {
    this.#followed.get(namespace)?.tail.committed(group);
  }

  /** Another instance may have written to this namespace; to any, when none is named. */
  wake(namespace?: string): void {
    const woken =
      namespace === undefined ? this.#followed.values() : [this.#followed.get(namespace)];
    for (const followed of woken) void followed?.tail.read();
  }

  /** The namespace was deleted or emptied: its subscriptions end. */
  end(namespace: string): void {
    const followed = this.#followed.get(namespace);
    this.#followed.delete(namespace);
    for (const end of followed?.endings ?? []) end();
  }

  /** Another instance may have deleted or emptied this namespace; any, when none is named. */
  async recheck(namespace?: string): Promise<void> {
    const asked = namespace === undefined ? [...this.#followed.keys()] : [namespace];
    await Promise.all(asked.map((name) => this.#recheck(name)));
  }

  async #recheck(namespace: string): Promise<void> {
    const tail = this.#followed.get(namespace)?.tail;
    if (tail === undefined || (await tail.isCurrent())) return;
    if (this.#followed.get(namespace)?.tail === tail) this.end(namespace);
  }

  /**
   * Listens until the returned controller is aborted, which the request and the end of the namespace
   * do as well. By hand, as AbortSignal.any leaves traces in a signal that lives long.
   */
  #join(
    namespace: string,
    followed: Followed,
    { filter, signal }: SubscriptionRequest,
    inbox: Inbox,
  ): AbortController {
    const ended = new AbortController();
    const end = (): void => ended.abort();
    const stopListening = followed.tail.listen(filter, inbox);
    followed.endings.add(end);
    signal.addEventListener('abort', end, { once: true });
    this.#count += 1;
    const leave = (): void => {
      stopListening();
      followed.endings.delete(end);
      signal.removeEventListener('abort', end);
      this.#count -= 1;
      const isLast = followed.tail.size === 0 && this.#followed.get(namespace) === followed;
      if (isLast) this.#followed.delete(namespace);
    };
    ended.signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) end();
    return ended;
  }

  #follow(namespace: string): Followed {
    const known = this.#followed.get(namespace);
    if (known !== undefined) return known;
    const { store, log } = this.#options;
    const tail = new Tail({
      log: () => store.log(namespace),
      report: log.child({ namespace }),
      onGone: () => {
        if (this.#followed.get(namespace)?.tail === tail) this.end(namespace);
      },
    });
    const made = { tail, endings: new Set<() => void>() };
    this.#followed.set(namespace, made);
    return made;
  }
}

/**
 * What was written before is not told, whatever position was asked for. The store says what that is:
 * the tail may not have heard yet of what another instance wrote.
 */
async function firstAfterNow(from: number, log: MessageLog): Promise<number> {
  return Math.max(from, (await log.head()) + 1);
}

/** Leaves when the subscriber has enough, or the store fails; the signal may do it sooner. */
async function* run(
  notices: Subscription['notices'],
  ended: AbortController,
): Subscription['notices'] {
  try {
    yield* notices;
  } finally {
    ended.abort();
  }
}

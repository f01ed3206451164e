import type { Log } from '@aquifer/service';
import type { AppendedGroup } from '../append/append.ts';
import { fault } from '../faults.ts';
import type { Notice } from '../model/message.ts';
import type {
  Incarnation,
  MessageLog,
  NoticeFilter,
  StoredNamespace,
} from '../store/message-store.ts';
import { follow } from './follow.ts';
import { Inbox } from './inbox.ts';
import { Tail } from './tail.ts';

export interface SubscriptionRequest {
  readonly namespace: StoredNamespace;
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
  readonly log: Log;
  /** Subscriptions of one namespace at most; 0 is no limit. */
  readonly perNamespaceMax: number;
}

/** A namespace that somebody follows. */
interface Followed {
  readonly namespace: StoredNamespace;
  readonly tail: Tail;
  /** Ends the subscription of each follower. */
  readonly endings: Set<() => void>;
}

/** Who follows what is written, on this instance. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  /** By id. */
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
    const { filter, replays } = request;
    const { log } = request.namespace;
    const { perNamespaceMax } = this.#options;
    const followed = this.#follow(request.namespace);
    if (perNamespaceMax > 0 && followed.tail.size >= perNamespaceMax) {
      throw fault('too_many_subscriptions', { limit: perNamespaceMax });
    }
    const inbox = new Inbox();
    const ended = this.#join(followed, request, inbox);
    try {
      await followed.tail.start();
      const from = replays ? request.from : await firstAfterNow(request.from, log);
      const notices = follow({ filter, replays, from, log, inbox, signal: ended.signal });
      return { from, notices: run(notices, ended) };
    } catch (error) {
      ended.abort();
      throw error;
    }
  }

  /** This instance stored a group of messages. */
  committed({ id, incarnation }: Incarnation, group: AppendedGroup): void {
    const followed = this.#followed.get(id);
    if (followed?.namespace.incarnation === incarnation) followed.tail.committed(group);
  }

  /** Another instance may have written to this namespace. */
  wake(namespace: string): void {
    void this.#followed.get(namespace)?.tail.read();
  }

  /** Anything may have been done to this namespace; to any, when none is named. */
  async check(namespace?: string): Promise<void> {
    const checked =
      namespace === undefined ? [...this.#followed.values()] : [this.#followed.get(namespace)];
    await Promise.all(checked.map(async (followed) => followed?.tail.check()));
  }

  /** The namespace was deleted or emptied: its subscriptions end. */
  end(namespace: string): void {
    const followed = this.#followed.get(namespace);
    this.#followed.delete(namespace);
    for (const end of followed?.endings ?? []) end();
  }

  /**
   * Listens until the returned controller is aborted, which the request and the end of the namespace
   * do as well. By hand, as AbortSignal.any leaves traces in a signal that lives long.
   */
  #join(
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
      const { id } = followed.namespace;
      const isLast = followed.tail.size === 0 && this.#followed.get(id) === followed;
      if (isLast) this.#followed.delete(id);
    };
    ended.signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) end();
    return ended;
  }

  #follow(namespace: StoredNamespace): Followed {
    const { id, incarnation, log } = namespace;
    const known = this.#followed.get(id);
    if (known?.namespace.incarnation === incarnation) return known;
    // One of the two was deleted. Who follows the other one comes back.
    if (known !== undefined) this.end(id);
    const tail = new Tail({
      log,
      report: this.#options.log.child({ namespace: id }),
      onGone: () => {
        if (this.#followed.get(id)?.tail === tail) this.end(id);
      },
    });
    const made = { namespace, tail, endings: new Set<() => void>() };
    this.#followed.set(id, made);
    return made;
  }
}

/**
 * What was written before is not told, whatever position was asked for. The store says what that is:
 * the tail may not have heard yet of what another instance wrote.
 */
async function firstAfterNow(from: number, log: MessageLog): Promise<number> {
  return Math.max(from, (await log.state()).head + 1);
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

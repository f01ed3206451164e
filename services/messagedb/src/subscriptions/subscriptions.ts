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

/** What a subscriber is told, a few notices at a time, in order, each once. It must be iterated. */
export type Subscription = AsyncGenerator<readonly Notice[]>;

export interface SubscriptionsOptions {
  readonly store: MessageStore;
  readonly log: Log;
  /** Subscriptions of one namespace at most; 0 is no limit. */
  readonly perNamespaceMax: number;
}

/** A namespace that somebody follows. */
interface Followed {
  readonly tail: Tail;
  readonly ended: AbortController;
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
    const { perNamespaceMax } = this.#options;
    const followed = this.#follow(namespace);
    if (perNamespaceMax > 0 && followed.tail.size >= perNamespaceMax) {
      throw fault('too_many_subscriptions', { limit: perNamespaceMax });
    }
    const inbox = new Inbox();
    const stopListening = followed.tail.listen(filter, inbox);
    this.#count += 1;
    const leave = (): void => {
      stopListening();
      this.#leave(namespace, followed);
    };
    try {
      await followed.tail.start();
    } catch (error) {
      leave();
      throw error;
    }
    // Live only: what was written before is not told, whatever position was asked for.
    const from = replays ? request.from : Math.max(request.from, followed.tail.head + 1);
    const signal = AbortSignal.any([request.signal, followed.ended.signal]);
    return this.#run({ ...request, from, signal }, inbox, leave);
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
    this.#followed.get(namespace)?.ended.abort();
    this.#followed.delete(namespace);
  }

  /** Another instance may have deleted or emptied it. */
  async recheck(namespace: string): Promise<void> {
    const tail = this.#followed.get(namespace)?.tail;
    if (tail === undefined || (await tail.isCurrent())) return;
    if (this.#followed.get(namespace)?.tail === tail) this.end(namespace);
  }

  async *#run(request: SubscriptionRequest, inbox: Inbox, leave: () => void): Subscription {
    const log = (): MessageLog => this.#options.store.log(request.namespace);
    try {
      yield* follow({ ...request, log, inbox });
    } finally {
      leave();
    }
  }

  #follow(namespace: string): Followed {
    const known = this.#followed.get(namespace);
    if (known !== undefined) return known;
    const { store, log } = this.#options;
    const tail = new Tail(() => store.log(namespace), log.child({ namespace }));
    const made = { tail, ended: new AbortController() };
    this.#followed.set(namespace, made);
    return made;
  }

  #leave(namespace: string, left: Followed): void {
    this.#count -= 1;
    if (left.tail.size === 0 && this.#followed.get(namespace) === left) {
      this.#followed.delete(namespace);
    }
  }
}

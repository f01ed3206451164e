import type { Notice } from '../../src/model/message.ts';
import type { NoticeFilter, StoredNamespace } from '../../src/store/message-store.ts';
import { placeOf } from '../../src/subscriptions/filter.ts';
import type { Subscriptions } from '../../src/subscriptions/subscriptions.ts';

/** A client that takes what it is told only when allowed, and comes back when it was cut off. */
export interface Follower {
  readonly told: Notice[];
  readonly resumptions: () => number;
  /** It takes so many more pieces. */
  allow(pieces: number): void;
  leave(): Promise<void>;
}

export async function follower(
  { subscriptions, namespace }: { subscriptions: Subscriptions; namespace: StoredNamespace },
  filter: NoticeFilter,
  { from = 0, replays = true } = {},
): Promise<Follower> {
  const told: Notice[] = [];
  const left = new AbortController();
  let [allowed, resumptions] = [0, 0];
  let proceed = (): void => undefined;

  const open = (request: { from: number; replays: boolean }) =>
    subscriptions.open({ namespace, filter, signal: left.signal, ...request });
  const mayTake = async (): Promise<void> => {
    while (allowed === 0 && !left.signal.aborted) {
      await new Promise<void>((resolve) => (proceed = resolve));
    }
    allowed -= 1;
  };
  let subscription = await open({ from, replays });
  const run = async (): Promise<void> => {
    while (!left.signal.aborted) {
      await mayTake();
      try {
        const { value, done } = await subscription.notices.next();
        if (done === true) return;
        told.push(...value);
      } catch {
        // As a client does with its last event id.
        resumptions += 1;
        const last = told.at(-1);
        const next = last === undefined ? subscription.from : placeOf(filter, last) + 1;
        subscription = await open({ from: next, replays: true });
      }
    }
  };
  const running = run();
  return {
    told,
    resumptions: () => resumptions,
    allow(pieces) {
      allowed += pieces;
      proceed();
    },
    async leave() {
      left.abort();
      proceed();
      await running;
    },
  };
}

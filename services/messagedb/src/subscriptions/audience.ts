import type { Notice } from '../model/message.ts';
import type { NoticeFilter } from '../store/message-store.ts';
import { isWanted, topicOf, topicsOf } from './filter.ts';
import type { Inbox } from './inbox.ts';

interface Listener {
  readonly filter: NoticeFilter;
  readonly inbox: Inbox;
}

/** Who listens to one namespace, by what they want, so that a message costs those it concerns. */
export class Audience {
  readonly #listeners = new Map<string, Set<Listener>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns the function that leaves. */
  join(filter: NoticeFilter, inbox: Inbox): () => void {
    const listener = { filter, inbox };
    const topic = topicOf(filter);
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    this.#size += 1;
    return () => {
      if (!listeners.delete(listener)) return;
      this.#size -= 1;
      // Another set may have taken its place since.
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) {
        this.#listeners.delete(topic);
      }
    };
  }

  /** Puts each notice into the inbox of everyone who wants it. */
  tell(notices: readonly Notice[]): void {
    if (this.#size === 0) return;
    for (const { streamName, position, globalPosition } of notices) {
      // A message that was just stored has its data with it, which nobody needs any more.
      const notice = { streamName, position, globalPosition };
      for (const topic of topicsOf(notice)) {
        for (const { filter, inbox } of this.#listeners.get(topic) ?? []) {
          if (isWanted(filter, notice)) inbox.put(notice);
        }
      }
    }
  }
}

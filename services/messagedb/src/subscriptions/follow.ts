import type { Notice } from '../model/message.ts';
import type { MessageLog, NoticeFilter } from '../store/message-store.ts';
import { placeOf } from './filter.ts';
import type { Inbox } from './inbox.ts';

const PAGE_NOTICES = 1_000;

export interface FollowOptions {
  readonly log: MessageLog;
  readonly filter: NoticeFilter;
  /** Already listening, so that nothing falls between the store and the inbox. */
  readonly inbox: Inbox;
  /** The first place wanted. */
  readonly from: number;
  /** Whether to begin with what is stored. */
  readonly replays: boolean;
  readonly signal: AbortSignal;
}

/**
 * What a subscriber is told, in order, each message once: first what is stored, then what comes in,
 * and from the store again whenever more came in than was waited for (contract §9).
 */
export async function* follow(options: FollowOptions): AsyncGenerator<readonly Notice[]> {
  const { log, filter, inbox, signal } = options;
  let next = options.from;
  let mustReadStore = options.replays;
  while (!signal.aborted) {
    if (mustReadStore || inbox.hasOverflowed) {
      // Before reading: what is passed on from here on may not be in the page any more.
      inbox.reset();
      mustReadStore = false;
      let from: number | undefined = next;
      while (from !== undefined && !signal.aborted) {
        const page = await log.readNotices({ ...filter, from, limit: PAGE_NOTICES });
        next = Math.max(next, from, lastPlace(filter, page.notices) + 1);
        if (page.notices.length > 0) yield page.notices;
        from = page.next;
      }
    }
    const first = next;
    const fresh = inbox.take().filter((notice) => placeOf(filter, notice) >= first);
    if (fresh.length > 0) {
      next = lastPlace(filter, fresh) + 1;
      yield fresh;
    }
    await inbox.waitForMore(signal);
  }
}

function lastPlace(filter: NoticeFilter, notices: readonly Notice[]): number {
  const last = notices.at(-1);
  return last === undefined ? -1 : placeOf(filter, last);
}

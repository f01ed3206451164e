import { describe, expect, it } from 'vitest';
import { Inbox } from '../../src/subscriptions/inbox.ts';

const notice = (globalPosition: number) => ({ streamName: 'a-1', position: 0, globalPosition });
const never = (): AbortSignal => new AbortController().signal;

/** Whether a promise has resolved by the end of this turn. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

describe('an inbox', () => {
  it('gives out what was put in, in order, once', () => {
    const inbox = new Inbox();
    inbox.put(notice(1));
    inbox.put(notice(2));
    expect(inbox.take()).toEqual([notice(1), notice(2)]);
    expect(inbox.take()).toEqual([]);
    expect(inbox.hasOverflowed).toBe(false);
  });

  it('keeps a thousand, and nothing once there are more, until it is reset', () => {
    const inbox = new Inbox();
    for (let at = 1; at <= 1_000; at += 1) inbox.put(notice(at));
    expect(inbox.hasOverflowed).toBe(false);
    inbox.put(notice(1_001));
    inbox.put(notice(1_002));
    expect(inbox.hasOverflowed).toBe(true);
    expect(inbox.take()).toEqual([]);
    expect(inbox.hasOverflowed).toBe(true);
    inbox.reset();
    inbox.put(notice(1_003));
    expect(inbox.take()).toEqual([notice(1_003)]);
    expect(inbox.hasOverflowed).toBe(false);
  });

  it('wakes who waits when something comes, when it overflows, and with the signal', async () => {
    const inbox = new Inbox();
    const waiting = inbox.waitForMore(never());
    expect(await isDone(waiting)).toBe(false);
    inbox.put(notice(1));
    expect(await isDone(waiting)).toBe(true);
    expect(await isDone(inbox.waitForMore(never()))).toBe(true);
    for (let at = 2; at <= 1_002; at += 1) inbox.put(notice(at));
    expect(await isDone(inbox.waitForMore(never()))).toBe(true);
    inbox.reset();
    const ended = new AbortController();
    const untilEnd = inbox.waitForMore(ended.signal);
    expect(await isDone(untilEnd)).toBe(false);
    ended.abort();
    expect(await isDone(untilEnd)).toBe(true);
    expect(await isDone(inbox.waitForMore(ended.signal))).toBe(true);
  });

  it('does not wake for what was taken before', async () => {
    const inbox = new Inbox();
    inbox.put(notice(1));
    inbox.take();
    expect(await isDone(inbox.waitForMore(never()))).toBe(false);
  });
});

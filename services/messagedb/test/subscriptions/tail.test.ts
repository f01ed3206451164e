import { createLog } from '@aquifer/service';
import { beforeEach, describe, expect, it } from 'vitest';
import { fault } from '../../src/faults.ts';
import type { MessageLog } from '../../src/store/message-store.ts';
import { Inbox } from '../../src/subscriptions/inbox.ts';
import { Tail } from '../../src/subscriptions/tail.ts';
import { failingLog } from '../support/failing-log.ts';
import type { FailingLog } from '../support/failing-log.ts';
import { memoryLog } from '../support/memory-namespace.ts';
import { write } from '../support/messages.ts';
import { headOf } from '../support/stored.ts';

const report = createLog({ level: 'silent', format: 'json' });

describe('a tail', () => {
  let failing: FailingLog;
  let log: MessageLog;
  let gone: number;
  let tail: Tail;
  let inbox: Inbox;
  const heard: number[] = [];
  /** What `log` is at each moment. */
  const current = new Proxy({} as MessageLog, {
    get: (_, name) => Reflect.get(log, name) as unknown,
  });
  const take = (): readonly number[] => {
    heard.push(...inbox.take().map(({ globalPosition }) => globalPosition));
    return heard;
  };
  const append = (...streams: readonly string[]) => log.append(streams.map((name) => write(name)));

  beforeEach(async () => {
    failing = failingLog(await memoryLog());
    log = failing.log;
    gone = 0;
    heard.length = 0;
    tail = new Tail({ log: current, report, onGone: () => void (gone += 1) });
    inbox = new Inbox();
    tail.listen({ kind: 'all' }, inbox);
  });

  it('passes on what this instance writes without asking the store', async () => {
    await append('a-1');
    await tail.start();
    tail.committed(await append('a-1', 'b-1'));
    tail.committed(await append('a-1'));
    expect(take()).toEqual([2, 3, 4]);
    expect(failing.reads()).toBe(0);
  });

  it('reads what others wrote in between, and passes on each message once', async () => {
    await tail.start();
    await append('other-1');
    const own = await append('a-1');
    await append('other-1');
    tail.committed(own);
    await expect.poll(take).toEqual([1, 2, 3]);
    tail.committed(await append('a-1'));
    expect(take()).toEqual([1, 2, 3, 4]);
  });

  it('has what is committed while it starts', async () => {
    const [before, starting] = [await append('a-1'), tail.start()];
    tail.committed(before);
    tail.committed(await append('a-1'));
    await starting;
    tail.committed(await append('a-1'));
    // Whether the first are told depends on when the store answered; nothing after that is missing.
    expect([[1, 2, 3], [2, 3], [3]]).toContainEqual(take());
  });

  it('joins what is committed while it reads, instead of reading again', async () => {
    await tail.start();
    await append('other-1');
    let goOn = (): void => undefined;
    failing.pause = () => new Promise((resolve) => (goOn = resolve));
    const reading = tail.read();
    const early = await append('a-1');
    goOn();
    await expect.poll(failing.reads).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    const late = await append('a-1');
    tail.committed(early);
    tail.committed(late);
    goOn();
    await reading;
    expect(take()).toEqual([1, 2, 3]);
    expect(failing.reads()).toBe(1);
  });

  it('tells what a failed read left, without being asked again', async () => {
    await tail.start();
    await append('other-1');
    failing.failures = 2;
    await tail.read();
    expect(take()).toEqual([]);
    await expect.poll(take, { timeout: 5_000 }).toEqual([1]);
    expect(failing.failures).toBe(0);
  });

  it('starts again when the store did not answer the first time', async () => {
    log = { ...log, state: async () => Promise.reject(fault('store_unavailable')) };
    await expect(tail.start()).rejects.toMatchObject({ code: 'store_unavailable' });
    log = failing.log;
    await tail.start();
    expect(await headOf(log)).toBe(0);
    tail.committed(await append('a-1'));
    expect(take()).toEqual([1]);
  });

  it('tells when a read finds the namespace deleted', async () => {
    await tail.start();
    log = { ...log, readNotices: () => Promise.reject(fault('namespace_gone')) };
    await tail.read();
    expect(gone).toBe(1);
  });

  it('tells when the log was emptied, also when it is as long again, and not when it was written to', async () => {
    await tail.start();
    tail.committed(await append('a-1', 'a-1'));
    await tail.check();
    // A message that is committed while the store answers.
    const { state } = failing.log;
    log = {
      ...failing.log,
      state: async () => {
        const answer = await state();
        tail.committed(await failing.log.append([write('a-1')]));
        return answer;
      },
    };
    await tail.check();
    expect(gone).toBe(0);
    log = failing.log;
    await log.clear();
    await append('a-1', 'a-1', 'a-1');
    await tail.check();
    expect(gone).toBe(1);
  });

  it('reads on when a check finds more than was passed on, or finds nothing out', async () => {
    await tail.start();
    await append('other-1');
    await tail.check();
    expect(take()).toEqual([1]);
    await append('other-1');
    log = {
      ...log,
      state: () => Promise.reject(fault('store_busy')),
      readNotices: log.readNotices,
    };
    await tail.check();
    expect(take()).toEqual([1, 2]);
    expect(gone).toBe(0);
  });

  it('passes to each what it wants, and to nobody who left', async () => {
    await tail.start();
    const [stream, category, member, left] = [new Inbox(), new Inbox(), new Inbox(), new Inbox()];
    tail.listen({ kind: 'stream', streamName: 'a-123' }, stream);
    tail.listen({ kind: 'category', category: 'a', consumerGroup: undefined }, category);
    tail.listen({ kind: 'category', category: 'a', consumerGroup: { member: 1, size: 2 } }, member);
    const leave = tail.listen({ kind: 'all' }, left);
    expect(tail.size).toBe(5);
    leave();
    leave();
    expect(tail.size).toBe(4);
    // By the contract's table 123 belongs to member 1 of 2, 789 to member 0, and `a` to nobody.
    tail.committed(await append('a-123', 'a-789', 'a', 'b-123'));
    const places = (of: Inbox) => of.take().map(({ globalPosition }) => globalPosition);
    expect([stream, category, member, left].map(places)).toEqual([[1], [1, 2, 3], [1], []]);
    expect(take()).toEqual([1, 2, 3, 4]);
  });
});

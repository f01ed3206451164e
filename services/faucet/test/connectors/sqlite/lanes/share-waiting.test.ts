import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createReadQueue } from '../../../../src/connectors/sqlite/lanes/read-queue.ts';
import { shareWaiting } from '../../../../src/connectors/sqlite/lanes/share-waiting.ts';

describe('a read that waiting callers share', () => {
  it('runs once for all who ask before it begins', async () => {
    let runs = 0;
    const read = shareWaiting(createReadQueue(), () => (runs += 1));
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    expect(runs).toBe(1);
  });

  it('runs anew for those who ask when it has ended', async () => {
    let runs = 0;
    const read = shareWaiting(createReadQueue(), () => (runs += 1));
    expect([await read(), await read()]).toEqual([1, 2]);
  });

  it('is not joined by those who ask after it has begun, though it has not ended', async () => {
    const ends: ((value: string) => void)[] = [];
    const read = shareWaiting(
      createReadQueue(),
      () => new Promise<string>((resolve) => ends.push(resolve)),
    );
    const early = read();
    await turn();
    expect(ends).toHaveLength(1);
    const late = read();
    await turn();
    expect(ends).toHaveLength(2);
    ends[1]?.('late');
    ends[0]?.('early');
    expect(await Promise.all([early, late])).toEqual(['early', 'late']);
  });

  it('is not joined by those who ask while it runs', async () => {
    const seen: Promise<number>[] = [];
    let runs = 0;
    const read = shareWaiting(createReadQueue(), () => {
      runs += 1;
      if (runs === 1) seen.push(read());
      return runs;
    });
    expect(await read()).toBe(1);
    expect(await Promise.all(seen)).toEqual([2]);
  });

  it('fails for each of its callers, and not for those who ask later', async () => {
    let runs = 0;
    const read = shareWaiting(createReadQueue(), () => {
      runs += 1;
      if (runs === 1) throw new Error('no');
      return 'yes';
    });
    const results = await Promise.allSettled([read(), read()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await read()).toBe('yes');
  });

  it('is apart from other reads of the same queue', async () => {
    const queue = createReadQueue();
    const [one, two] = ['one', 'two'].map((name) => shareWaiting(queue, () => name));
    expect(await Promise.all([one?.(), two?.(), one?.()])).toEqual(['one', 'two', 'one']);
  });

  it('is joined only by those who ask for the same limit', async () => {
    const limits: number[] = [];
    const read = shareWaiting(createReadQueue(), (limit: number) => limits.push(limit) && limit);
    expect(await Promise.all([1, 1, 2, 2, 1].map(read))).toEqual([1, 1, 2, 2, 1]);
    expect(limits).toEqual([1, 2, 1]);
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createReadQueue } from '../../../../src/connectors/sqlite/lanes/read-queue.ts';

describe('the queue of cheap reads', () => {
  it('runs what arrives in one turn together and in order, after everything else of the turn', async () => {
    const queue = createReadQueue();
    const seen: string[] = [];
    const reads = ['a', 'b', 'c'].map((name) => queue.run(() => seen.push(name)));
    seen.push('turn');
    expect(await Promise.all(reads)).toEqual([2, 3, 4]);
    expect(seen).toEqual(['turn', 'a', 'b', 'c']);
  });

  it('lets others in after 5 ms, and then goes on', async () => {
    let clock = 0;
    const queue = createReadQueue(() => clock);
    const seen: number[] = [];
    const reads = [1, 2, 3, 4].map((name) =>
      queue.run(() => {
        seen.push(name);
        clock += 3;
      }),
    );
    await turn();
    expect(seen).toEqual([1, 2]);
    await Promise.all(reads);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('gives each its own failure', async () => {
    const queue = createReadQueue();
    const failing = queue.run(() => {
      throw new Error('no');
    });
    const fine = queue.run(() => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await fine).toBe('yes');
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createThreadClock } from '../../../../src/connectors/sqlite/lanes/thread-clock.ts';

const processMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const unreadable = (): string => {
  throw new Error('there is no such file');
};
const clocks = [
  ['of a thread', createThreadClock()],
  ['of the process, where the file is missing', createThreadClock(unreadable)],
  ['of the process, where the system keeps no books', createThreadClock(() => '0 0 0\n')],
] as const;

describe.each(clocks)('the processor clock %s', (_, clock) => {
  it('goes on while this thread computes', () => {
    const before = clock();
    const started = processMs();
    while (processMs() - started < 60);
    // Other threads may have done some of it.
    expect(clock() - before).toBeGreaterThan(20);
  });
});

describe.runIf(process.platform === 'linux')('the processor clock of a thread', () => {
  it('stands still while another thread computes', async () => {
    const clock = createThreadClock();
    const worker = new Worker('for (;;);', { eval: true });
    const before = clock();
    const started = processMs();
    try {
      while (processMs() - started < 300) await delay(20);
      expect(clock() - before).toBeLessThan(200);
    } finally {
      await worker.terminate();
    }
  });
});

describe('the processor clock of a told text', () => {
  it('reads nanoseconds', () => {
    expect(createThreadClock(() => '744266708 182852 16\n')()).toBeCloseTo(744.27, 2);
  });
});

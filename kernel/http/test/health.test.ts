import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHealth } from '../src/index.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('health', () => {
  it('is well when there is nothing to check', async () => {
    expect(await createHealth().run()).toEqual({ ok: true, checks: [] });
  });

  it('names what fails and why, in the order of registration', async () => {
    const health = createHealth();
    health.register('store', async () => undefined);
    health.register('db', async () => {
      throw new Error('connection refused');
    });
    expect(await health.run()).toEqual({
      ok: false,
      checks: [
        { name: 'store', ok: true, durationMs: expect.any(Number) },
        { name: 'db', ok: false, error: 'connection refused', durationMs: expect.any(Number) },
      ],
    });
  });

  it('runs checks at the same time', async () => {
    const health = createHealth();
    let running = 0;
    let runningMax = 0;
    for (const name of ['a', 'b', 'c']) {
      health.register(name, async () => {
        running += 1;
        runningMax = Math.max(runningMax, running);
        await sleep(10);
        running -= 1;
      });
    }
    const report = health.run();
    await vi.advanceTimersByTimeAsync(10);
    await report;
    expect(runningMax).toBe(3);
  });

  it('gives a check up after its time, and aborts it', async () => {
    const health = createHealth();
    let aborted = false;
    const hang = (signal: AbortSignal): Promise<void> => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    };
    health.register('db', hang, { timeoutMs: 50 });
    const report = health.run();
    await vi.advanceTimersByTimeAsync(50);
    expect(await report).toMatchObject({
      ok: false,
      checks: [{ error: 'no answer within 50 ms' }],
    });
    expect(aborted).toBe(true);
  });

  it('joins a running check and believes its outcome for a while', async () => {
    const health = createHealth();
    const check = vi.fn(() => sleep(10));
    health.register('db', check, { cacheMs: 100 });
    const reports = [health.run(), health.run()];
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all(reports);
    await vi.advanceTimersByTimeAsync(99);
    await health.run();
    expect(check).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    const again = health.run();
    await vi.advanceTimersByTimeAsync(10);
    await again;
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('forgets a check that was removed, but not the one that replaced it', async () => {
    const health = createHealth();
    const removeOld = health.register('db', async () => undefined);
    const removeNew = health.register('db', async () => undefined);
    removeOld();
    expect((await health.run()).checks).toHaveLength(1);
    removeNew();
    expect((await health.run()).checks).toHaveLength(0);
  });

  it('stands a check that throws instead of rejecting', async () => {
    const health = createHealth();
    health.register('db', () => {
      throw new Error('');
    });
    expect(await health.run()).toMatchObject({ checks: [{ ok: false, error: 'failed' }] });
  });
});

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

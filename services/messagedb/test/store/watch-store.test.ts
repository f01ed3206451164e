import { createLog } from '@aquifer/service';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { FaultCode } from '../../src/faults.ts';
import { fault } from '../../src/faults.ts';
import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import { watchStore } from '../../src/store/watch-store.ts';
import type { StoreWatch } from '../../src/store/watch-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watch of a store whose checks end as told; `undefined` is an answer. */
function watchOf(outcome: () => FaultCode | undefined): StoreWatch {
  const check = async (): Promise<void> => {
    const code = outcome();
    if (code !== undefined) throw fault(code);
  };
  const log = createLog({ level: 'silent', format: 'json' });
  const watch = watchStore({ ...openMemoryStore(), check }, log);
  onTestFinished(() => watch.close());
  return watch;
}

it('says that a store is gone once it has not answered for five seconds', async () => {
  let outcome: FaultCode | undefined;
  const watch = watchOf(() => outcome);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(watch.isReachable).toBe(true);
  outcome = 'store_unavailable';
  await vi.advanceTimersByTimeAsync(4_000);
  expect(watch.isReachable).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(watch.isReachable).toBe(false);
  outcome = undefined;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watch.isReachable).toBe(true);
});

it('does not take a busy store for a lost one, however long it is busy', async () => {
  const watch = watchOf(() => 'store_busy');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(watch.isReachable).toBe(true);
});

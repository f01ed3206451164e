import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interruptible } from '../../../src/connectors/sql/interruptible.ts';

const never = (): Promise<never> => new Promise(() => undefined);

describe('A running statement', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is left alone without limits', async () => {
    const cancel = vi.fn();
    expect(await interruptible({}, { cancel, cut: cancel }, () => Promise.resolve(1))).toBe(1);
    expect(cancel).not.toHaveBeenCalled();
  });

  it('is cancelled when the time is up, and its own error is the cause', async () => {
    let fail = (_: Error): void => undefined;
    const work = (): Promise<never> =>
      new Promise((_, reject) => {
        fail = reject;
      });
    const cancel = (): void => fail(new Error('cancelled by user'));
    const running = interruptible({ timeoutMs: 50 }, { cancel, cut: vi.fn() }, work);
    const outcome = expect(running).rejects.toMatchObject({
      code: 'timeout',
      cause: { message: 'cancelled by user' },
    });
    await vi.advanceTimersByTimeAsync(50);
    await outcome;
  });

  it('that ends without an error after all is still late', async () => {
    let done = (): void => undefined;
    const work = (): Promise<void> =>
      new Promise((resolve) => {
        done = resolve;
      });
    const running = interruptible({ timeoutMs: 50 }, { cancel: () => done(), cut: vi.fn() }, work);
    const outcome = expect(running).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(50);
    await outcome;
  });

  it('is cancelled when the caller has gone', async () => {
    const caller = new AbortController();
    const cut = vi.fn();
    const running = interruptible({ signal: caller.signal }, { cancel: vi.fn(), cut }, never);
    const outcome = expect(running).rejects.toMatchObject({ code: 'stopped' });
    caller.abort();
    await vi.advanceTimersByTimeAsync(5000);
    await outcome;
    expect(cut).toHaveBeenCalledOnce();
  });

  it('is not begun for a caller who has gone', async () => {
    const work = vi.fn(never);
    await expect(
      interruptible({ signal: AbortSignal.abort() }, { cancel: vi.fn(), cut: vi.fn() }, work),
    ).rejects.toMatchObject({ code: 'stopped' });
    expect(work).not.toHaveBeenCalled();
  });

  it('whose server does not obey is given up', async () => {
    const cut = vi.fn();
    const running = interruptible({ timeoutMs: 10 }, { cancel: vi.fn(), cut }, never);
    const outcome = expect(running).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(5010);
    await outcome;
    expect(cut).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { fault } from '../../../faults.ts';
import type { RunOptions } from '../../connector.ts';
import type { Action } from '../errors.ts';

/** The end of a job's patience, by its timeout or by its caller. */
export interface Limits {
  /** Why it should stop, once it should. */
  stopped(): Error | undefined;
  /** Calls back when it should stop, at once if it should already; one listener at a time. */
  onStop(listener: () => void): void;
  end(): void;
}

/** Watches the timeout and the caller of one job. */
export const watchLimits = ({ timeoutMs, signal }: RunOptions, action: Action): Limits => {
  let stopped: Error | undefined;
  let onStop: (() => void) | undefined;
  const stop = (reason: Error): void => {
    stopped ??= reason;
    onStop?.();
  };
  const abort = (): void => stop(reasonOf(signal?.reason));
  let timer: NodeJS.Timeout | undefined;
  if (timeoutMs !== undefined) {
    const late = fault('query_timeout', { action, seconds: timeoutMs / 1000 });
    timer = setTimeout(() => stop(late), timeoutMs);
  }
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  return {
    stopped: () => stopped,
    onStop: (listener) => {
      onStop = listener;
      if (stopped !== undefined) listener();
    },
    end: () => {
      onStop = undefined;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
};

const reasonOf = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('the caller has gone', { cause: reason });

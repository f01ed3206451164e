import { fault } from '../../../faults.ts';
import type { RunOptions } from '../../connector.ts';
import type { Action } from '../errors.ts';

/** The end of a job's patience, by its timeout or by its caller. */
export interface Limits {
  /** Why it should stop, once it should. */
  stopped(): unknown;
  /** Calls back when it should stop, at once if it should already; one listener at a time. */
  onStop(listener: () => void): void;
  /** Throws the reason, once there is one. */
  check(): void;
  end(): void;
}

/** Watches the timeout and the caller of one job. */
export const watchLimits = ({ timeoutMs, signal }: RunOptions, action: Action): Limits => {
  let stopped: unknown;
  let onStop: (() => void) | undefined;
  const stop = (reason: unknown): void => {
    stopped ??= reason;
    onStop?.();
  };
  const abort = (): void => stop(signal?.reason ?? new Error('aborted'));
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(
          () => stop(fault('query_timeout', { action, seconds: timeoutMs / 1000 })),
          timeoutMs,
        );
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  return {
    stopped: () => stopped,
    onStop: (listener: () => void) => {
      onStop = listener;
      if (stopped !== undefined) listener();
    },
    check: () => {
      if (stopped !== undefined) throw stopped;
    },
    end: () => {
      onStop = undefined;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
};

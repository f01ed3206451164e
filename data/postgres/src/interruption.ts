import { PostgresFailure } from './postgres-failure.ts';

/** What may end a running statement early. */
export interface Interruption {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface InterruptionWatch {
  /** False once `end` was called. */
  readonly isWatching: boolean;
  /** The failure to report in place of `error` after an interruption, else undefined. */
  failure(error: unknown): PostgresFailure | undefined;
  throwIfInterrupted(): void;
  end(): void;
}

/** Calls `interrupt` once when the signal fires or the time is up, whichever comes first. */
export function watchInterruption(
  { signal, timeoutMs }: Interruption,
  interrupt: () => void,
): InterruptionWatch {
  let reason: 'canceled' | 'timeout' | undefined;
  let isWatching = true;
  const fire = (why: 'canceled' | 'timeout') => {
    if (!isWatching || reason !== undefined) return;
    reason = why;
    interrupt();
  };
  const onAbort = () => fire('canceled');
  if (signal?.aborted === true) reason = 'canceled';
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => fire('timeout'), timeoutMs);
  const failure = (error?: unknown): PostgresFailure | undefined => {
    if (reason === undefined) return undefined;
    const message = reason === 'timeout' ? 'the query took too long' : 'the query was cancelled';
    return new PostgresFailure(reason, message, { cause: error });
  };
  return {
    get isWatching() {
      return isWatching;
    },
    failure,
    throwIfInterrupted() {
      const error = failure();
      if (error !== undefined) throw error;
    },
    end() {
      isWatching = false;
      signal?.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    },
  };
}

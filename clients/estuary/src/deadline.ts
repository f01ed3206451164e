import { EstuaryError } from './estuary-error.ts';

/** A signal for one request: aborts with the caller's, and when nothing was heard for some time. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** From here on there are `ms` again. */
  extend(ms: number): void;
  /** Nobody is waiting to hear anything: the time stands still until `extend`. */
  pause(): void;
  /** To be called at the end, whatever it is. */
  clear(): void;
}

export function startDeadline(ms: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) abort();
  outer?.addEventListener('abort', abort, { once: true });
  const start = (time: number): ReturnType<typeof setTimeout> =>
    setTimeout(() => controller.abort(timeoutError(time)), time);
  let timer = start(ms);
  return {
    signal: controller.signal,
    extend(time) {
      clearTimeout(timer);
      timer = start(time);
    },
    pause() {
      clearTimeout(timer);
    },
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

const timeoutError = (ms: number): EstuaryError =>
  new EstuaryError({ code: 'TIMEOUT', message: `nothing was heard for ${ms} ms` });

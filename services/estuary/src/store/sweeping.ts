import { setImmediate } from 'node:timers/promises';
import type { Log } from '@aquifer/service';
import type { MaybePromise } from './document-store.ts';

export interface SweepingOptions {
  /** Removes a small part of what is not to be kept any more; true when there may be more of it. */
  readonly sweep: () => MaybePromise<boolean>;
  readonly everyMs: number;
  readonly log: Log;
}

/** Removes now and then what is not to be kept, a small part at a time. Returns the function that ends it. */
export function startSweeping({ sweep, everyMs, log }: SweepingOptions): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isEnded = false;
  let hasFailed = false;

  const sweepAll = async (): Promise<void> => {
    try {
      while (!isEnded && (await sweep())) await setImmediate();
      hasFailed = false;
    } catch (error) {
      // Once at full length: the same sentence again and again helps nobody.
      if (!hasFailed) log.warn({ err: error }, 'old changes and answers cannot be removed');
      hasFailed = true;
    }
  };
  const timer = setInterval(() => {
    running ??= sweepAll().finally(() => {
      running = undefined;
    });
  }, everyMs).unref();
  return async () => {
    isEnded = true;
    clearInterval(timer);
    await running;
  };
}

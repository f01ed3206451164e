import { isFault } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import type { MessageStore } from './message-store.ts';

/** Whether the store answers, as known from asking it now and then. */
export interface StoreWatch {
  /** False once it has not answered for some seconds: a short pause is no reason to be restarted. */
  readonly isReachable: boolean;
  close(): void;
}

const ASK_EVERY_MS = 1_000;
/** The guide uses one URL for liveness and readiness, so a store must be gone for good before it says so. */
const GONE_AFTER_MS = 5_000;

export function watchStore(store: MessageStore, log: Log): StoreWatch {
  let lastSeen = performance.now();
  let isReported = false;
  let isAsking = false;
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      await answerOf(store);
      lastSeen = performance.now();
      if (isReported) log.info('the message store answers again');
      isReported = false;
    } catch (error) {
      if (!isReported) log.warn({ err: error }, 'the message store does not answer');
      isReported = true;
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => void ask(), ASK_EVERY_MS).unref();
  return {
    get isReachable() {
      return performance.now() - lastSeen < GONE_AFTER_MS;
    },
    close: () => clearInterval(timer),
  };
}

/**
 * That a store is too busy for us says that others get their answers. To restart a server for that, as
 * who probes for liveness does, would only give it more to do (contract §11).
 */
async function answerOf(store: MessageStore): Promise<void> {
  try {
    await store.check();
  } catch (error) {
    if (!isFault(error) || error.code !== 'store_busy') throw error;
  }
}

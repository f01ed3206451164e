import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@aquifer/service';

/**
 * How long heads are gathered, in milliseconds: short against what a person notices, and long against a
 * write, which costs about as much as a call.
 */
const GATHER_MS = 20;
/** After a call that failed, in milliseconds. */
const RETRY_MS = 1_000;

/** Tells other instances how far the changes have come. */
export interface Heads {
  tell(head: number): void;
  /** Tells what waits, if the others can be reached. */
  close(): Promise<void>;
}

/**
 * Tells the highest of what came meanwhile, one call at a time, so that many writes cost few calls. The
 * first one after a pause goes out at once.
 */
export function gatherHeads(call: (head: number) => Promise<void>, log: Log): Heads {
  const closing = new AbortController();
  let waiting = 0;
  let running: Promise<void> | undefined;
  let hasFailed = false;

  const callWaiting = async (): Promise<void> => {
    const head = waiting;
    waiting = 0;
    try {
      await call(head);
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) log.warn({ err: error }, 'other instances cannot be told of changes');
      hasFailed = true;
      waiting = Math.max(waiting, head);
    }
  };
  const run = async (): Promise<void> => {
    while (waiting > 0) {
      await callWaiting();
      if (closing.signal.aborted && hasFailed) return;
      await pause(hasFailed ? RETRY_MS : GATHER_MS, closing.signal);
    }
    running = undefined;
  };
  return {
    tell(head) {
      if (closing.signal.aborted) return;
      waiting = Math.max(waiting, head);
      running ??= run();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** Ends early, and at once, when the signal fires. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

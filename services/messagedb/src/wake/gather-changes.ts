import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@aquifer/service';
import type { Change } from './wake.ts';

/**
 * How long calls are gathered, in milliseconds: short against what a person notices, and long
 * against a write, which costs about as much as a call.
 */
const GATHER_MS = 20;
/** After a call that failed, in milliseconds; what comes meanwhile is gathered as well. */
const RETRY_MS = 1_000;

/** Changes that wait to be told, each once. */
export interface Changes {
  add(change: Change): void;
  /** Takes no more, and tells what waits; gives up when that fails. */
  close(): Promise<void>;
}

/**
 * Gathers changes and tells them together, one call at a time, so that a busy namespace costs its
 * writers nothing. The first call after a pause goes out at once. No more waits than two changes a
 * namespace, however long nobody can be reached.
 */
export function gatherChanges(
  tell: (changes: readonly Change[]) => Promise<void>,
  log: Log,
): Changes {
  const waiting = new Map<string, Change>();
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  let hasFailed = false;

  const put = (change: Change): void => {
    waiting.set(`${change.kind} ${change.namespace}`, change);
  };
  const tellWaiting = async (): Promise<void> => {
    const changes = [...waiting.values()];
    waiting.clear();
    try {
      await tell(changes);
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) log.warn({ err: error }, 'other instances cannot be told of changes');
      hasFailed = true;
      changes.forEach(put);
    }
  };
  const run = async (): Promise<void> => {
    while (waiting.size > 0) {
      await tellWaiting();
      if (closing.signal.aborted && hasFailed) return;
      await pause(hasFailed ? RETRY_MS : GATHER_MS, closing.signal);
    }
    running = undefined;
  };
  return {
    add(change) {
      if (closing.signal.aborted) return;
      put(change);
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

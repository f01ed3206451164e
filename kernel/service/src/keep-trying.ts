import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './log/create-log.ts';

const RETRY_MS = 1_000;

export interface KeepTryingOptions {
  readonly log: Log;
  /** What fails, as a sentence for the log. */
  readonly failure: string;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
}

/** Repeats what fails, every second. False when it was stopped before it succeeded. */
export async function keepTrying(
  attempt: () => Promise<void>,
  { log, failure, signal }: KeepTryingOptions,
): Promise<boolean> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      await attempt();
      return true;
    } catch (error) {
      // Once at full length: the same sentence every second helps nobody.
      if (tries === 1) log.warn({ err: error }, failure);
      else log.debug({ err: error, tries }, failure);
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

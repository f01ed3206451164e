import { setTimeout as delay } from 'node:timers/promises';
import { parsePostgresUrl } from '@aquifer/postgres';
import { isFault } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import { fault } from '../../faults.ts';

export interface AwaitOptions {
  readonly url: string;
  /** How long a server that does not answer is asked again, in milliseconds. */
  readonly patienceMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal | undefined;
  readonly log: Log;
}

const RETRY_MS = 500;

/**
 * Opens something in a PostgreSQL that may not be there yet, as when both are started together. Throws
 * Fault `store_unreachable`, which names host and port, and what `open` throws for another reason.
 */
export async function awaitPostgres<Opened>(
  open: () => Promise<Opened>,
  { url, patienceMs, signal, log }: AwaitOptions,
): Promise<Opened> {
  const until = performance.now() + patienceMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await open();
    } catch (error) {
      if (!isFault(error) || error.code !== 'store_unavailable') throw error;
      const { host, port } = parsePostgresUrl(url);
      const address = `${host}:${port}`;
      if (signal?.aborted === true || performance.now() >= until) {
        throw fault('store_unreachable', { address }, { cause: error });
      }
      // Once: the same line twice a second helps nobody.
      if (tries === 1) {
        const seconds = Math.round(patienceMs / 1000);
        log.warn(
          { err: error },
          `PostgreSQL at ${address} is not there yet: trying for ${seconds} s`,
        );
      }
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

import type { Log } from '@aquifer/service';

/**
 * A check that tells the log why it begins to fail, and when it succeeds again. Probes ask every few
 * seconds, are told no reason, and keep away the requests whose failures would be logged. When the
 * signal aborts, it has failed: a database may neither answer nor refuse.
 */
export function reportCheck(
  check: () => Promise<void>,
  log: Log,
): (signal: AbortSignal) => Promise<void> {
  let hasFailed = false;
  return async (signal) => {
    try {
      await Promise.race([check(), rejection(signal)]);
    } catch (error) {
      if (!hasFailed) log.warn({ err: error }, 'the database does not answer; not ready');
      hasFailed = true;
      throw error;
    }
    if (hasFailed) log.info('the database answers again');
    hasFailed = false;
  };
}

const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const refuse = (): void => reject(new Error('no answer in the time a check has'));
    signal.addEventListener('abort', refuse, { once: true });
  });

import type { Log } from '@aquifer/service';

/**
 * A check that tells the log why it begins to fail, and when it succeeds again. Probes ask every few
 * seconds, are told no reason, and keep away the requests whose failures would be logged.
 */
export function reportCheck(check: () => Promise<void>, log: Log): () => Promise<void> {
  let hasFailed = false;
  return async () => {
    try {
      await check();
    } catch (error) {
      if (!hasFailed) log.warn({ err: error }, 'the database does not answer; not ready');
      hasFailed = true;
      throw error;
    }
    if (hasFailed) log.info('the database answers again');
    hasFailed = false;
  };
}

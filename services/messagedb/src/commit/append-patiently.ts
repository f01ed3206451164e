import { setTimeout as delay } from 'node:timers/promises';
import { isFault } from '@aquifer/service';
import type { Append, AppendedGroup } from '../append/append.ts';
import { retryGroup } from '../append/retry-group.ts';
import { fault } from '../faults.ts';
import type { MessageLog } from '../store/message-store.ts';

/** A store that cannot be reached is tried again after these times, in milliseconds. */
const RETRIES_AFTER_MS: readonly number[] = [50, 200, 500];

/**
 * Appends, and tries again when the store was lost. The first try may have been stored without our
 * knowing, so all ids count as given then: what is there already is found by them and answered as
 * a repeat.
 */
export async function appendPatiently(
  log: MessageLog,
  group: readonly Append[],
): Promise<AppendedGroup> {
  let isUnknown = false;
  let appends = group;
  for (const waitMs of [...RETRIES_AFTER_MS, undefined]) {
    try {
      return await log.append(appends);
    } catch (error) {
      isUnknown ||= isFault(error) && error.code === 'outcome_unknown';
      if (waitMs === undefined || !isLost(error)) {
        // Whatever came later, the first try may have been stored.
        throw isUnknown ? fault('outcome_unknown', {}, { cause: error }) : error;
      }
      appends = retryGroup(group);
      await delay(waitMs);
    }
  }
  throw new Error('the last try neither returned nor threw');
}

const isLost = (error: unknown): boolean =>
  isFault(error) && (error.code === 'store_unavailable' || error.code === 'outcome_unknown');

import { fault } from '../../src/faults.ts';
import type { MessageLog } from '../../src/store/message-store.ts';

/** A log whose reads for subscribers fail when told to. */
export interface FailingLog {
  readonly log: MessageLog;
  /** The next reads that fail. */
  failures: number;
  /** Reads so far, failed ones included. */
  readonly reads: () => number;
  /** Awaited by each read before it asks the log, and after. */
  pause: () => Promise<void>;
}

/** Everything else is the log's own. */
export function failingLog(inner: MessageLog): FailingLog {
  let reads = 0;
  const readNotices: MessageLog['readNotices'] = async (query) => {
    reads += 1;
    await failing.pause();
    if (failing.failures > 0) {
      failing.failures -= 1;
      throw fault('store_unavailable');
    }
    const page = await inner.readNotices(query);
    await failing.pause();
    return page;
  };
  const log = new Proxy(inner, {
    get(target, name) {
      if (name === 'readNotices') return readNotices;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const failing: FailingLog = {
    log,
    failures: 0,
    reads: () => reads,
    pause: async () => undefined,
  };
  return failing;
}

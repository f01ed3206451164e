import type { Log } from '@aquifer/service';
import type { ApiKey } from '../model/api-key.ts';
import type { KeyRecords } from '../store/config-store.ts';

/** Writes down when keys were last used, off the path of the request. */
export interface KeyUse {
  /** Costs a look-up in a map. */
  note(key: ApiKey): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface KeyUseOptions {
  readonly records: Pick<KeyRecords, 'recordUse'>;
  readonly log: Log;
  readonly now?: () => number;
  /** A first use is written after so long; uses in between share the write. */
  readonly delayMs?: number;
  /** A key is written again after so long at the earliest. */
  readonly intervalMs?: number;
}

export function openKeyUse(options: KeyUseOptions): KeyUse {
  const { records, log, now = Date.now, delayMs = 1_000, intervalMs = 10_000 } = options;
  const writtenAt = new Map<number, number>();
  let uses = new Map<number, Date>();
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    timer = undefined;
    const written = uses;
    uses = new Map();
    if (written.size === 0) return;
    try {
      await records.recordUse(written);
    } catch (error) {
      // Nothing depends on it, and the next use writes it anyway.
      log.warn({ err: error }, 'cannot write when API keys were last used');
    }
  }

  return {
    note({ id }) {
      const at = now();
      const last = writtenAt.get(id);
      if (last !== undefined && at - last < intervalMs) return;
      writtenAt.set(id, at);
      uses.set(id, new Date(at));
      timer ??= setTimeout(() => void write(), delayMs).unref();
    },
    async close() {
      clearTimeout(timer);
      await write();
    },
  };
}

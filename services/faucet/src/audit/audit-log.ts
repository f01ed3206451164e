import type { Log } from '@aquifer/service';
import { systemActor } from '../model/audit-entry.ts';
import type { NewAuditEntry, TimedAuditEntry } from '../model/audit-entry.ts';
import type { AuditRecords } from '../store/config-store.ts';

/** Writes down administrative changes and refused accesses, off the path of the request. */
export interface AuditLog {
  /** Never throws and never waits. Give public facts only: no secrets, no row data. */
  record(entry: NewAuditEntry): void;
  /** Resolves when what was recorded so far is stored, or could not be. */
  flush(): Promise<void>;
  /** Stores what is left. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly records: Pick<AuditRecords, 'append' | 'prune'>;
  readonly log: Log;
  /** Entries older than this are deleted; 0 keeps all. */
  readonly retentionMs: number;
  readonly flushIntervalMs?: number;
  readonly now?: () => number;
}

/** A store that is away must not make us run out of memory. */
const WAITING_MAX = 10_000;

/** Whoever asks without credentials in a loop fills this many lines per flush, and no more. */
const REFUSALS_PER_FLUSH_MAX = 200;

const TEXT_LENGTH_MAX = 300;
const PRUNE_INTERVAL_MS = 3_600_000;

/** Entries wait up to `flushIntervalMs` (500) and are stored together. */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  const { records, log, now = Date.now, flushIntervalMs = 500 } = options;
  let waiting = createBatch();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = createBatch();
    writing = writing.then(() => write(batch));
    return writing;
  }

  async function write(batch: Batch): Promise<void> {
    const entries = batch.take();
    if (entries.length === 0) return;
    try {
      await records.append(entries);
    } catch (error) {
      // Kept in memory until the store answers again; what does not fit is in the log at least.
      log.error({ err: error, entries: entries.length }, 'cannot write the audit log');
      waiting.putBack(entries);
      timer ??= setTimeout(() => void flush(), flushIntervalMs * 10).unref();
    }
  }

  async function prune(): Promise<void> {
    if (options.retentionMs <= 0) return;
    try {
      await records.prune(new Date(now() - options.retentionMs));
    } catch (error) {
      log.warn({ err: error }, 'cannot delete old audit entries');
    }
  }

  void prune();
  const pruning = setInterval(() => void prune(), PRUNE_INTERVAL_MS).unref();

  return {
    record(entry) {
      waiting.add({ ...entry, at: new Date(now()) });
      timer ??= setTimeout(() => void flush(), flushIntervalMs).unref();
    },
    flush,
    async close() {
      clearInterval(pruning);
      await flush();
      clearTimeout(timer);
    },
  };
}

interface Batch {
  add(entry: TimedAuditEntry): void;
  putBack(entries: readonly TimedAuditEntry[]): void;
  take(): readonly TimedAuditEntry[];
}

/**
 * Entries that wait to be stored. Refusals that say the same are one entry with a
 * count; of what goes beyond the bounds only the number is kept.
 */
function createBatch(): Batch {
  let entries: TimedAuditEntry[] = [];
  const refusals = new Map<string, { entry: TimedAuditEntry; count: number }>();
  let omitted = 0;
  let omittedAt = new Date(0);

  function omit(entry: TimedAuditEntry): void {
    omitted += 1;
    omittedAt = entry.at;
  }

  function addRefusal(entry: TimedAuditEntry): void {
    const { actor, action, target, remoteAddress, detail } = entry;
    const same = JSON.stringify([actor, action, target, remoteAddress, detail]);
    const known = refusals.get(same);
    if (known !== undefined) known.count += 1;
    else if (refusals.size < REFUSALS_PER_FLUSH_MAX) refusals.set(same, { entry, count: 1 });
    else omit(entry);
  }

  return {
    add(entry) {
      const bounded = boundTexts(entry);
      if (bounded.outcome === 'refused') addRefusal(bounded);
      else if (entries.length < WAITING_MAX) entries.push(bounded);
      else omit(bounded);
    },
    putBack(older) {
      entries = [...older, ...entries].slice(0, WAITING_MAX);
    },
    take() {
      const counted = [...refusals.values()].map(({ entry, count }) =>
        count === 1 ? entry : { ...entry, detail: { ...entry.detail, count } },
      );
      const rest = omitted === 0 ? [] : [omission(omitted, omittedAt)];
      return [...entries, ...counted, ...rest].toSorted(
        (left, right) => left.at.getTime() - right.at.getTime(),
      );
    },
  };
}

function omission(count: number, at: Date): TimedAuditEntry {
  return {
    at,
    actor: systemActor,
    action: 'audit.omitted',
    target: 'audit',
    outcome: 'refused',
    detail: { count },
  };
}

/** Paths and names come from callers. */
function boundTexts(entry: TimedAuditEntry): TimedAuditEntry {
  const { target, actor } = entry;
  if (target.length <= TEXT_LENGTH_MAX && actor.length <= TEXT_LENGTH_MAX) return entry;
  return {
    ...entry,
    target: target.slice(0, TEXT_LENGTH_MAX),
    actor: actor.slice(0, TEXT_LENGTH_MAX),
  };
}

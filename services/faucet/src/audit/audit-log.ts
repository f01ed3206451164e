import type { Log } from '@aquifer/service';
import type { NewAuditEntry } from '../model/audit-entry.ts';
import type { AuditRecords } from '../store/config-store.ts';

/** Writes down administrative changes and refused accesses, off the path of the request. */
export interface AuditLog {
  /** Never throws and never waits. */
  record(entry: NewAuditEntry): void;
  /** Resolves when what was recorded so far is stored. */
  flush(): Promise<void>;
  /** Stores what is left. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly records: AuditRecords;
  readonly log: Log;
  /** Entries older than this are deleted; 0 keeps all. */
  readonly retentionMs: number;
  readonly flushIntervalMs?: number;
  readonly now?: () => number;
}

export function openAuditLog(options: AuditLogOptions): AuditLog {
  throw new Error(`being written ${options.retentionMs}`);
}

import type { Fault } from '@aquifer/service';
import { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
import { fault } from '../faults.ts';
import type { NewAuditEntry } from '../model/audit-entry.ts';
import type { ConfigStore } from '../store/config-store.ts';

/**
 * Where an administrative change is made and written down. The HTTP API, the
 * command line and the configuration file each bring their own; the rules are
 * the same for all.
 */
export interface Desk {
  readonly store: ConfigStore;
  /** Who acts, as the audit log names them: `admin:<email>`, `cli`, `config-file`. */
  readonly actor: string;
  /** Adds a line to the audit log; the actor and the request are filled in. */
  record(entry: Pick<NewAuditEntry, 'action' | 'target'> & Partial<NewAuditEntry>): void;
}

/** The desk of an actor whose entries go to the audit log. */
export function openDesk(options: {
  readonly store: ConfigStore;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly actor: string;
  /** The request that the entries belong to. */
  readonly origin?: Pick<NewAuditEntry, 'requestId' | 'remoteAddress'>;
}): Desk {
  const { store, audit, actor, origin } = options;
  return {
    store,
    actor,
    record: (entry) => audit.record({ actor, outcome: 'done', detail: {}, ...origin, ...entry }),
  };
}

/** Parses a request body or flags by a zod schema; every violated rule is named in one Fault. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw invalidInput(result.error);
}

function invalidInput(error: z.ZodError): Fault {
  const reasons = error.issues.map((issue) => {
    const name = issue.path.join('.');
    return name === '' ? issue.message : `${name}: ${issue.message}`;
  });
  // A missing field is told as the whole sentence, the way the original does.
  const only = error.issues.length === 1 ? error.issues[0] : undefined;
  if (only !== undefined && /^[A-Z]\w+ (is required|must )/.test(only.message)) {
    return fault('invalid_input', { reason: only.message });
  }
  return fault('invalid_body', { reason: reasons.join('; ') });
}

/** A text that must be there; `label` names it in the sentence `… is required`. */
export const requiredText = (label: string): z.ZodType<string> =>
  z
    .string({ error: `${label} is required` })
    .trim()
    .min(1, `${label} is required`);

/** The number in a path such as `/role/7`. */
export function parseId(label: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw fault('invalid_input', { reason: `Invalid ${label} ID: ${text}` });
}

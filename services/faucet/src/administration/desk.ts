import type { Fault } from '@aquifer/service';
import { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
import { fault } from '../faults.ts';
import { systemActor } from '../model/audit-entry.ts';
import type { NewAuditEntry } from '../model/audit-entry.ts';
import type { ConfigStore } from '../store/config-store.ts';

/**
 * Where an administrative change is made and written down. The HTTP API, the
 * command line and the configuration file each bring their own; the rules are
 * the same for all.
 */
export interface Desk {
  readonly store: ConfigStore;
  /** Who acts, as the audit log names them: `admin:<email>`, `cli`, `config-file`, `faucet`. */
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

/** The same desk for what the configuration demands, whoever's request is the occasion. */
export const systemDesk = (desk: Desk): Desk => ({
  ...desk,
  actor: systemActor,
  record: (entry) => desk.record({ ...entry, actor: systemActor }),
});

/** Names and labels are shown in lists and logs; a longer one is a mistake. */
const nameLengthMax = 255;

/** Parses a request body or flags by a zod schema; every violated rule is named in one Fault. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input, { error: sayRule });
  if (!result.success) throw invalidInput(result.error);
  // SQLite ends a text there, and PostgreSQL refuses it: two names could become one.
  if (holdsNul(result.data)) throw fault('invalid_body', { reason: 'a text contains U+0000' });
  return result.data;
}

/** The sentence of a rule in the words of JSON; undefined keeps what its schema says. */
function sayRule(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.path?.length) return `must be ${withArticle(issue.expected)}`;
      return `expected a JSON ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.filter((value) => value !== '').join(', ')}`;
    case 'too_small':
      return `must ${amount(issue.origin)} at least ${issue.minimum}`;
    case 'too_big':
      return `must ${amount(issue.origin)} at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

/** A list has elements, a number is one. */
const amount = (origin: string): string => (origin === 'array' ? 'have' : 'be');

const withArticle = (type: string): string => `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsNul);
}

function invalidInput(error: z.ZodError): Fault {
  const told = new Set<string>();
  // Of several problems with one field the first is the plainest.
  const issues = error.issues.filter(({ path }) => {
    const name = path.join('.');
    return !told.has(name) && told.add(name);
  });
  const reasons = issues.map((issue) => {
    const name = issue.path.join('.');
    return name === '' ? issue.message : `${name}: ${issue.message}`;
  });
  // A missing field is told as the whole sentence, the way the original does.
  const only = issues.length === 1 ? issues[0] : undefined;
  if (only !== undefined && /^[A-Z]\w+ (is required|must )/.test(only.message)) {
    return fault('invalid_input', { reason: only.message });
  }
  return fault('invalid_body', { reason: reasons.join('; ') });
}

/** A text that must be there; `label` names it in the sentences about it. */
export const requiredText = (label: string, lengthMax: number = nameLengthMax): z.ZodType<string> =>
  z
    .string({ error: ({ input }) => missingOrType(label, input) })
    .trim()
    .min(1, `${label} is required`)
    .max(lengthMax, `${label} must have at most ${lengthMax} characters`);

const missingOrType = (label: string, input: unknown): string =>
  input === undefined || input === null ? `${label} is required` : `${label} must be a string`;

/** A text that may be absent. */
export const optionalText = (lengthMax: number = nameLengthMax): z.ZodType<string | undefined> =>
  z.string().max(lengthMax, `must have at most ${lengthMax} characters`).optional();

/** The number in a path such as `/role/7`. */
export function parseId(label: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw fault('invalid_input', { reason: `Invalid ${label} ID: ${text}` });
}

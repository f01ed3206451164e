import { z } from 'zod';
import { fault } from '../faults.ts';
import type { AuditEntry } from '../model/audit-entry.ts';
import type { AuditQuery } from '../store/config-store.ts';
import type { Route } from './route.ts';

const wholeNumber = (max: number): z.ZodType<number> & z.ZodCoercedNumber => {
  const error = `must be a whole number from 1 to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(1, { error }).max(max, { error });
};

const query = z.object({
  limit: wholeNumber(1000).default(100),
  before: wholeNumber(Number.MAX_SAFE_INTEGER).optional(),
  actor: z.string().optional(),
  action: z.string().optional(),
  outcome: z.enum(['done', 'refused']).optional(),
});

function renderEntry(entry: AuditEntry): object {
  return {
    id: entry.id,
    at: entry.at,
    actor: entry.actor,
    action: entry.action,
    target: entry.target,
    outcome: entry.outcome,
    detail: entry.detail,
    request_id: entry.requestId,
    remote_address: entry.remoteAddress,
  };
}

/** Who changed what, and who was refused; newest first, older pages by `before=<id>`. */
export const auditRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/system/audit',
    access: 'admin',
    summary: 'Read the audit log',
    async handle(call) {
      const asked = parseQuery(call.query);
      await call.faucet.audit.flush();
      const entries = await call.faucet.store.audit.list(presentOf(asked));
      return {
        resource: entries.map(renderEntry),
        meta: { count: entries.length, limit: asked.limit, offset: 0, took_ms: 0 },
      };
    },
  },
];

function parseQuery(given: Readonly<Record<string, string>>): z.output<typeof query> {
  const { data, error } = query.safeParse(given);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw fault('invalid_parameter', {
    parameter: issue?.path.join('.') ?? '',
    reason: issue?.message ?? '',
  });
}

function presentOf(asked: z.output<typeof query>): AuditQuery {
  const { limit, before, actor, action, outcome } = asked;
  return {
    limit,
    ...(before === undefined ? {} : { before }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

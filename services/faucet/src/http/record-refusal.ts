import type { Fault } from '@aquifer/service';
import type { FastifyRequest } from 'fastify';
import { actorOf } from '../access/caller.ts';
import type { Caller } from '../access/caller.ts';
import type { AuditLog } from '../audit/audit-log.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request, once known; undefined on public routes and for strangers. */
    caller: Caller | undefined;
  }
}

/** Log-ins write their own entries, with the account they were for. */
const recordedElsewhere: ReadonlySet<string> = new Set(['credentials_wrong', 'account_disabled']);

/** Writes a refused access to the audit log: who, what, and which rule refused (issue 2 B.6). */
export function recordRefusal(
  audit: AuditLog,
  fault: Fault,
  request: FastifyRequest | undefined,
): void {
  const refused = fault.status === 401 || fault.status === 403;
  if (!refused || request === undefined || recordedElsewhere.has(fault.code)) return;
  const { service, component, verb } = fault.context ?? {};
  const path = request.url.replace(/\?.*$/s, '');
  audit.record({
    actor: actorOf(request.caller),
    action: 'access.refused',
    target: typeof component === 'string' ? `${String(service)}/${component}` : path,
    outcome: 'refused',
    detail: { reason: fault.code, method: typeof verb === 'string' ? verb : request.method },
    requestId: request.id,
    remoteAddress: request.ip,
  });
}

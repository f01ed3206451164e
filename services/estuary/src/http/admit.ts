import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { hasScope } from '../access/has-scope.ts';
import type { Estuary } from '../estuary.ts';
import { fault } from '../faults.ts';
import type { RateVerdict } from '../limits/rate-limiter.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { current } from '../versions/versions.ts';
import { authFault } from './auth-fault.ts';
import { andThen } from './maybe.ts';
import { isLimited, isRead, isUnderApi, needsToken } from './path-rules.ts';
import { plainPath } from './plain-path.ts';
import { clientOf } from './route.ts';
import { settleVersion } from './settle-version.ts';
import { traceIdOf } from './trace-id.ts';

/**
 * What every request passes before its path is looked for: rate limit, version, authentication
 * (contract §4). So who is not known learns nothing of which paths there are.
 */
export function admit(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<void> {
  const path = plainPath(request.raw.url ?? '/');
  // What runs is what the router found, however the path was written.
  const routed = request.routeOptions.url ?? path;
  const { socket, headers } = request.raw;
  const { address, network } = estuary.findClient(socket.remoteAddress, headers);
  const traceId = traceIdOf(headers['traceparent']);
  if (traceId !== undefined) request.log = request.log.child({ trace_id: traceId });
  request.client = { address, traceId };
  return andThen(isLimited(routed) ? limit(estuary, network, reply) : undefined, () => {
    if (!isUnderApi(path) && !isUnderApi(routed)) return;
    void reply.header('x-api-version', current);
    if (settleVersion(request, reply, path)) return;
    return authenticate(estuary, request, routed);
  });
}

/** `network` is who is counted as one. */
function limit(
  { rateLimit, observations }: Estuary,
  network: string,
  reply: FastifyReply,
): MaybePromise<void> {
  if (rateLimit === undefined) return;
  const { limiter, render } = rateLimit;
  return andThen(limiter.take(network), (verdict: RateVerdict) => {
    void reply.headers(render(verdict));
    if (verdict.allowed) return;
    observations.rateLimited();
    throw fault('rate_limited');
  });
}

function authenticate(
  { authenticator, settings }: Estuary,
  request: FastifyRequest,
  path: string,
): MaybePromise<void> {
  const { method } = request;
  if (authenticator === undefined || !needsToken({ method, path }, settings)) return;
  const scope = isRead(method) ? settings.authScopeRead : settings.authScopeWrite;
  const settle = (caller: Caller): void => {
    clientOf(request).caller = caller;
    if (scope !== undefined && !hasScope(caller.claims, scope)) {
      throw fault('scope_missing', { scope });
    }
  };
  let caller: Caller | Promise<Caller>;
  try {
    caller = authenticator.authenticate(request.raw.headers.authorization);
  } catch (error) {
    return refuse(error);
  }
  return caller instanceof Promise ? caller.then(settle, refuse) : settle(caller);
}

function refuse(error: unknown): never {
  throw authFault(error);
}

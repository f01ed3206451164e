import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasScope } from '../access/has-scope.ts';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import { subjectKey } from '../limits/client-key.ts';
import type { RateVerdict } from '../limits/rate-limiter.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { andThen } from '../store/maybe.ts';
import { current } from '../versions/versions.ts';
import { identify } from './identify.ts';
import type { Identity } from './identify.ts';
import { isLimited, isRead, isUnderApi } from './path-rules.ts';
import { plainPath } from './plain-path.ts';
import { settleVersion } from './settle-version.ts';
import { traceIdOf } from './trace-id.ts';

/** A request at the door. */
interface Arrival {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly path: string;
  /** What runs: what the router found, however the path was written. */
  readonly routed: string;
}

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
  const routed = request.routeOptions.url ?? path;
  const arrival = { request, reply, path, routed };
  const { socket, headers } = request.raw;
  const { address, network } = estuary.findClient(socket.remoteAddress, headers);
  const traceId = traceIdOf(headers['traceparent']);
  if (traceId !== undefined) request.log = request.log.child({ trace_id: traceId });
  request.client = { address, traceId };
  const admitted = limitAndEnter(estuary, network, arrival);
  return path.includes('\0') ? andThen(admitted, () => refuseNul(reply)) : admitted;
}

/** `network` is who is counted where nothing else tells clients apart. */
function limitAndEnter(estuary: Estuary, network: string, arrival: Arrival): MaybePromise<void> {
  if (estuary.settings.rateLimitKey === 'ip') {
    return andThen(limit(estuary, network, arrival), () => enter(estuary, arrival));
  }
  const { request, routed } = arrival;
  // Who is counted as one is known only now (contract B9). A token that is not good names nobody: its
  // request is one of its address, or making up subjects would be a way around the limit.
  return andThen(identify(estuary, request, routed), (identity) =>
    andThen(limit(estuary, keyOf(identity) ?? network, arrival), () =>
      enter(estuary, arrival, identity),
    ),
  );
}

/** No id has a NUL, and databases cannot look for one (contract §5). */
function refuseNul(reply: FastifyReply): void {
  if (!reply.sent) throw badRequest('The path must not have a NUL');
}

const keyOf = (identity: Identity): string | undefined =>
  identity.kind === 'known' ? subjectKey(identity.caller) : undefined;

/** `client` is who is counted as one. */
function limit(
  { rateLimit, observations }: Estuary,
  client: string,
  { reply, routed }: Arrival,
): MaybePromise<void> {
  if (rateLimit === undefined || !isLimited(routed)) return;
  const { limiter, render } = rateLimit;
  return andThen(limiter.take(client), (verdict: RateVerdict) => {
    void reply.headers(render(verdict));
    if (verdict.allowed) return;
    observations.rateLimited();
    throw fault('rate_limited');
  });
}

/** Version and authentication, unless who it is was found out already. */
function enter(estuary: Estuary, arrival: Arrival, identity?: Identity): MaybePromise<void> {
  const { request, reply, path, routed } = arrival;
  if (!isUnderApi(path) && !isUnderApi(routed)) return;
  void reply.header('x-api-version', current);
  if (settleVersion(request, reply, path)) return;
  return andThen(identity ?? identify(estuary, request, routed), (found) =>
    authorize(estuary, request, found),
  );
}

function authorize({ settings }: Estuary, request: FastifyRequest, identity: Identity): void {
  if (identity.kind === 'anonymous') return;
  if (identity.kind === 'refused') throw identity.fault;
  const { caller } = identity;
  const scope = isRead(request.method) ? settings.authScopeRead : settings.authScopeWrite;
  if (scope !== undefined && !hasScope(caller.claims, scope)) {
    throw fault('scope_missing', { scope });
  }
}

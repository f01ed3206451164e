import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { hasScope } from '../access/has-scope.ts';
import type { Estuary } from '../estuary.ts';
import { fault } from '../faults.ts';
import { rateLimitKeyOf } from '../limits/client-address.ts';
import { rateLimitHeaders } from '../limits/rate-limit-headers.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { current } from '../versions/versions.ts';
import { authFault } from './auth-fault.ts';
import { isLimited, isRead, isUnderApi, needsToken } from './path-rules.ts';
import { clientOf } from './route.ts';
import type { Client } from './route.ts';
import { settleVersion } from './settle-version.ts';

/**
 * What every request passes before its path is looked for: rate limit, version, authentication
 * (contract §4). So who is not known learns nothing of which paths there are.
 */
export function admit(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<void> {
  const path = pathOf(request.raw.url ?? '/');
  const { socket, headers } = request.raw;
  const client: Client = { address: estuary.clientAddress(socket.remoteAddress ?? '', headers) };
  request.client = client;
  if (isLimited(path)) limit(estuary, client, reply);
  if (!isUnderApi(path)) return;
  void reply.header('x-api-version', current);
  if (settleVersion(request, reply, path)) return;
  return authenticate(estuary, request, path);
}

function limit({ limiter, observations }: Estuary, client: Client, reply: FastifyReply): void {
  if (limiter === undefined) return;
  const verdict = limiter.take(rateLimitKeyOf(client.address));
  const headers = rateLimitHeaders(verdict, limiter.windowSeconds);
  if (verdict.allowed) {
    void reply.headers(headers);
    return;
  }
  observations.rateLimited();
  throw fault('rate_limited', {}, { headers });
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
  const refuse = (error: unknown): never => {
    throw authFault(error);
  };
  let caller: Caller | Promise<Caller>;
  try {
    caller = authenticator.authenticate(request.raw.headers.authorization);
  } catch (error) {
    return refuse(error);
  }
  return caller instanceof Promise ? caller.then(settle, refuse) : settle(caller);
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

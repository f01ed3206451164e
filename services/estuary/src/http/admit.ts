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
import { clientOf } from './route.ts';
import type { Client } from './route.ts';
import { settleVersion } from './settle-version.ts';

/** Probes and scrapers share one address; a limited probe would have healthy servers restarted (contract §5). */
const UNLIMITED: ReadonlySet<string> = new Set([
  '/',
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
]);
/** The description of the API is for everybody. */
const OPEN_DOCUMENT = '/api/v1/openapi.json';

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
  if (!UNLIMITED.has(path)) limit(estuary, client, reply);
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
  if (authenticator === undefined || path === OPEN_DOCUMENT) return;
  const isRead = request.raw.method === 'GET' || request.raw.method === 'HEAD';
  if (settings.authPublicRead && isRead) return;
  const scope = isRead ? settings.authScopeRead : settings.authScopeWrite;
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

const isUnderApi = (path: string): boolean => path === '/api' || path.startsWith('/api/');

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

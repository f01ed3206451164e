import { sendJson } from '@aquifer/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { Faucet } from '../faucet.ts';
import { fault } from '../faults.ts';
import { HttpCall } from './http-call.ts';
import { setRateLimitHeaders } from './rate-limit-headers.ts';
import type { Route } from './route.ts';

/** Makes Fastify routes of the table. Bodies arrive as bytes whatever their content type says (contract §5). */
export function registerRoutes(
  app: FastifyInstance,
  faucet: Faucet,
  routes: readonly Route[],
): void {
  app.decorateRequest('caller', undefined);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const route of routes) {
    const last = /:(\w+)$/.exec(route.path)?.[1];
    app.route({
      method: route.method,
      url: route.path,
      exposeHeadRoute: route.method === 'GET',
      handler: (request, reply) =>
        last !== undefined && isEmptyParameter(request, last)
          ? reply.callNotFound()
          : handle(faucet, route, request, reply),
    });
  }
}

/** `/role/` is not the role without an ID: trailing slashes do not match (contract §5). */
const isEmptyParameter = ({ params }: FastifyRequest, name: string): boolean =>
  (params as Readonly<Record<string, string>>)[name] === '';

/** Answers at once where the handler does: most reads need no promise. */
function handle(
  faucet: Faucet,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const caller = identify(faucet, route, request);
  return caller instanceof Promise
    ? caller.then((known) => answer(faucet, route, request, reply, known))
    : answer(faucet, route, request, reply, caller);
}

function identify(
  faucet: Faucet,
  route: Route,
  request: FastifyRequest,
): Caller | undefined | Promise<Caller> {
  if (route.access === 'public') return undefined;
  const caller = faucet.authenticate(request);
  if (route.access === 'caller') return caller;
  return caller instanceof Promise
    ? caller.then((known) => requireAdmin(request, known))
    : requireAdmin(request, caller);
}

function requireAdmin(request: FastifyRequest, caller: Caller): Caller {
  // Known from here on, so that the audit log can name whom this refuses.
  request.caller = caller;
  if (caller.kind === 'key') throw fault('admin_required');
  return caller;
}

function answer(
  faucet: Faucet,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | undefined,
): unknown {
  request.caller = caller;
  if (caller?.kind === 'key') setRateLimitHeaders(faucet, request, reply);
  const outcome = route.handle(new HttpCall(faucet, request, reply));
  return outcome instanceof Promise
    ? outcome.then((body) => send(reply, body))
    : send(reply, outcome);
}

/**
 * A handler that sent by itself returns the reply; anything else is the JSON to send. A reply that
 * was awaited is gone from the value, and one whose client left was begun but never `sent`.
 */
function send(reply: FastifyReply, body: unknown): unknown {
  if (body === reply || reply.sent || reply.raw.headersSent) return reply;
  return sendJson(reply, `${JSON.stringify(body)}\n`);
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Estuary } from '../estuary.ts';
import type { Route } from './route.ts';

const VERSIONED = '/api/v1/';

/**
 * Makes Fastify routes of the table. Those of the API answer without their version too, where a
 * header names it (see `settleVersion`).
 */
export function registerRoutes(
  app: FastifyInstance,
  estuary: Estuary,
  routes: readonly Route[],
): void {
  app.decorateRequest('client', undefined);
  app.removeAllContentTypeParsers();
  // Whether it is JSON, a handler says; what is wrong with it is then one of our own errors.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const { method, path, handle } of routes) {
    const handler = (request: FastifyRequest, reply: FastifyReply) =>
      handle(estuary, request, reply);
    for (const url of urlsOf(path)) app.route({ method, url, handler });
  }
}

function urlsOf(path: string): readonly string[] {
  const url = path.replaceAll(/\{(\w+)\}/g, ':$1');
  return path.startsWith(VERSIONED) ? [url, url.replace(VERSIONED, '/api/')] : [url];
}

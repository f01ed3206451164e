import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { fault } from '../faults.ts';
import type { MessageDb } from '../messagedb.ts';
import { readCredential } from './credential.ts';
import { sendAllowed } from './cross-origin.ts';
import type { Route } from './route.ts';

/** Makes Fastify routes of the table. What content type a body claims is not looked at (contract §4). */
export function registerRoutes(
  app: FastifyInstance,
  messageDb: MessageDb,
  routes: readonly Route[],
): void {
  app.decorateRequest('rpc', undefined);
  // One that Fastify does not know would be refused before anybody is asked for a token.
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify refuses one that it cannot read.
    if (request.raw.headers['content-type'] !== undefined) {
      request.raw.headers['content-type'] = undefined;
    }
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addRoutes(
    app,
    messageDb,
    routes.filter(({ body }) => body === undefined),
  );
  void app.register((inner, _options, done) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    addRoutes(
      inner,
      messageDb,
      routes.filter(({ body }) => body === 'streamed'),
    );
    done();
  });
}

function addRoutes(app: FastifyInstance, messageDb: MessageDb, routes: readonly Route[]): void {
  for (const route of routes) {
    if (route.access === 'caller') addGuarded(app, messageDb, route);
    else {
      const method = route.method === 'any' ? app.supportedMethods : route.method;
      app.route({ method, url: route.path, handler: handlerOf(route, messageDb) });
    }
  }
}

/** A route that asks for the token before anything else, the method included (contract §3.2). */
function addGuarded(app: FastifyInstance, messageDb: MessageDb, route: Route): void {
  const { method, path: url } = route;
  const { corsOrigin } = messageDb.settings;
  const guard = createGuard(messageDb);
  const guarded = app.supportedMethods.filter(
    (name) => corsOrigin === undefined || name !== 'OPTIONS',
  );
  if (corsOrigin !== undefined) app.options(url, (_, reply) => sendAllowed(reply, corsOrigin));
  const served = method === 'any' ? guarded : [method];
  app.route({ method: served, url, onRequest: guard, handler: handlerOf(route, messageDb) });
  if (method === 'any') return;
  const refuse: Hook = (_request, reply, done) => {
    void reply.header('allow', method);
    done(fault('method_not_allowed', { allow: method }));
  };
  const refused = guarded.filter((name) => name !== method);
  app.route({
    method: refused,
    url,
    onRequest: [guard, refuse],
    handler: handlerOf(route, messageDb),
  });
}

const handlerOf =
  ({ handle }: Route, messageDb: MessageDb) =>
  (request: FastifyRequest, reply: FastifyReply): unknown =>
    handle(messageDb, request, reply);

type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/** Finds the caller before the body is read, without a promise where the namespace is remembered. */
function createGuard({ identify, testToken }: MessageDb): Hook {
  return (request, reply, done) => {
    const settle = (caller: Caller): void => {
      request.rpc = { caller };
      done();
    };
    try {
      const credential = readCredential(request);
      if (testToken !== undefined && credential.kind !== 'token') {
        void reply.header('x-messagedb-token', testToken);
      }
      const caller = identify(credential);
      if (caller instanceof Promise) caller.then(settle, done);
      else settle(caller);
    } catch (error) {
      done(error as Error);
    }
  };
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { MessageDb } from '../messagedb.ts';
import { readCredential } from './credential.ts';
import type { Route } from './route.ts';

/** Makes Fastify routes of the table. What content type a body claims is not looked at (contract §4). */
export function registerRoutes(
  app: FastifyInstance,
  messageDb: MessageDb,
  routes: readonly Route[],
): void {
  app.decorateRequest('rpc', undefined);
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
  for (const { method, path, access, handle } of routes) {
    app.route({
      method: method === 'any' ? app.supportedMethods : method,
      url: path,
      ...(access === 'public' ? {} : { onRequest: createGuard(messageDb) }),
      handler: (request, reply) => handle(messageDb, request, reply),
    });
  }
}

type Guard = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/** Finds the caller before the body is read, without a promise where the namespace is remembered. */
function createGuard({ identify, testToken }: MessageDb): Guard {
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

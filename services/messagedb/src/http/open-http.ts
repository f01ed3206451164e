import { createHttp } from '@aquifer/http';
import type { FastifyInstance } from 'fastify';
import { fault } from '../faults.ts';
import type { MessageDb } from '../messagedb.ts';
import { createAccessLine } from './access-line.ts';
import { corsOf } from './cross-origin.ts';
import { registerRoutes } from './register-routes.ts';
import { renderFault } from './render-fault.ts';
import { routes } from './routes.ts';

const HEADER_BYTES_MAX = 64 * 1024;
/** Time to receive a request; a large import on a slow line takes its time, but keeps moving. */
const REQUEST_MS_MAX = 30_000;

/** The HTTP server with all routes, not yet listening (contract §2.2, §10, §11). */
export function openHttp(messageDb: MessageDb): FastifyInstance {
  const { settings, log, observations } = messageDb;
  const app = createHttp({
    log,
    renderFault: (refused) =>
      renderFault(
        refused.code === 'body_too_large'
          ? fault('payload_too_large', { limit: settings.bodyBytesMax })
          : refused,
      ),
    renderNotFound: () => renderFault(fault('path_not_found')),
    renderMethodNotAllowed: (_request, allow) =>
      renderFault(fault('method_not_allowed', { allow: allow.join(', ') })),
    accessLog: { line: createAccessLine(settings.logFormat) },
    limits: {
      bodyBytes: settings.bodyBytesMax,
      headerBytes: HEADER_BYTES_MAX,
      requestTimeoutMs: REQUEST_MS_MAX,
    },
    trustProxy: settings.trustedProxies,
    headRoutes: false,
    ...(settings.corsOrigin === undefined ? {} : { cors: corsOf(settings.corsOrigin) }),
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.url === '/rpc') {
      observations.requestDone(request.rpc?.method, reply.statusCode, reply.elapsedTime / 1000);
    }
    done();
  });
  registerRoutes(app, messageDb, routes);
  return app;
}

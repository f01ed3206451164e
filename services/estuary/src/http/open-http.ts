import { randomUUID } from 'node:crypto';
import { createHttp } from '@aquifer/http';
import type { CorsOptions } from '@aquifer/http';
import type { FastifyInstance } from 'fastify';
import type { Estuary } from '../estuary.ts';
import { fault } from '../faults.ts';
import { createAccessLine } from './access-line.ts';
import { admit } from './admit.ts';
import { endpointMetrics } from './endpoint-metrics.ts';
import { registerRoutes } from './register-routes.ts';
import { routes } from './routes.ts';
import { securityHeaders } from './security-headers.ts';
import { addServerTiming } from './server-timing.ts';

const HEADER_BYTES_MAX = 16 * 1024;
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
/** Longer than the 60 s of the guide's proxy, so that it never uses a connection that is closing. */
const KEEP_ALIVE_MS = 75_000;

/** The HTTP server with all routes, not yet listening (contract §4, §13). */
export function openHttp(estuary: Estuary): FastifyInstance {
  const { settings, logs, metrics, observations, renderFault } = estuary;
  const { securityStrictMode, securityCsp, bodyLimitBytes } = settings;
  const app = createHttp({
    log: logs.app,
    renderFault,
    renderMethodNotAllowed: (request, allow) =>
      renderFault(fault('method_not_allowed', { allow: allow.join(', ') }), request),
    accessLog: { log: logs.access, line: createAccessLine() },
    metrics: endpointMetrics(metrics),
    limits: {
      bodyBytes: bodyLimitBytes,
      headerBytes: HEADER_BYTES_MAX,
      headersTimeoutMs: HEADERS_MS_MAX,
      requestTimeoutMs: REQUEST_MS_MAX,
      keepAliveMs: KEEP_ALIVE_MS,
    },
    requestId: { generate: randomUUID },
    compression: { encodings: ['br', 'gzip'] },
    answerHeaders: securityHeaders(securityStrictMode, securityCsp),
    admit: (request, reply) => admit(estuary, request, reply),
    ...corsOf(estuary),
  });
  observations.watchConnections(
    () =>
      new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count ?? 0))),
  );
  if (settings.profile === 'development') addServerTiming(app);
  registerRoutes(app, estuary, routes);
  return app;
}

/** Everybody without strict mode and nobody with it, unless the operator says who (contract §12). */
function corsOf({ settings }: Estuary): { readonly cors?: CorsOptions } {
  const { corsAllowedOrigins, securityStrictMode } = settings;
  const origins = corsAllowedOrigins ?? (securityStrictMode ? [] : ['*']);
  if (origins.length === 0) return {};
  return {
    cors: {
      origins: origins.includes('*') ? '*' : origins,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      listMethods: true,
      headers: 'asked',
      maxAgeSeconds: 600,
      exposedHeaders: [
        'X-Request-Id',
        'X-RateLimit-Limit',
        'X-RateLimit-Remaining',
        'X-RateLimit-Reset',
        'Retry-After',
        'X-API-Version',
        'ETag',
        'Location',
        'Link',
      ],
    },
  };
}

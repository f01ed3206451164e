import { createHttp } from '@aquifer/http';
import type { FastifyInstance } from 'fastify';
import type { Faucet } from '../faucet.ts';
import { recordRefusal } from './record-refusal.ts';
import { registerRoutes } from './register-routes.ts';
import { renderFault, renderMethodNotAllowed, renderNotFound } from './render-fault.ts';
import { routes } from './routes.ts';

const HEADER_BYTES_MAX = 64 * 1024;
const PATH_PARAMETER_MAX = 2_048;

const routesWithoutMcp = routes.filter(({ path }) => path !== '/mcp');

/** The HTTP server with all routes, not yet listening (contract §5). */
export function openHttp(faucet: Faucet): FastifyInstance {
  const { settings, log, metrics } = faucet;
  const app = createHttp({
    log,
    metrics,
    renderFault: (fault, request) => {
      recordRefusal(faucet.audit, fault, request);
      return renderFault(fault);
    },
    renderNotFound,
    renderMethodNotAllowed,
    trustProxy: settings.trustedProxies,
    limits: {
      bodyBytes: settings.bodyBytesMax,
      headerBytes: HEADER_BYTES_MAX,
      requestTimeoutMs: settings.readTimeoutMs,
      responseTimeoutMs: settings.writeTimeoutMs,
      keepAliveMs: settings.idleTimeoutMs,
      maxParamLength: PATH_PARAMETER_MAX,
    },
    compression: { level: 5 },
    cors: {
      origins: settings.corsOrigins.includes('*') ? '*' : settings.corsOrigins,
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      headers: [
        'Accept',
        'Authorization',
        'Content-Type',
        settings.apiKeyHeader,
        'X-Requested-With',
      ],
      exposedHeaders: ['X-Total-Count', 'X-Request-Id', 'Link', 'ETag'],
      credentials: true,
      maxAgeSeconds: 300,
      preflightStatus: 200,
    },
  });
  registerRoutes(app, faucet, settings.mcpEnabled ? routes : routesWithoutMcp);
  return app;
}

import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from './http-options.ts';

/**
 * The Fastify instance every server starts from: request ids, error rendering, limits, access log,
 * 404 and 405 by the service's policy. Routes may be added at once; bind it with `listen`.
 */
export function createHttp(options: HttpOptions): FastifyInstance {
  return Fastify({ exposeHeadRoutes: options.headRoutes ?? true });
}

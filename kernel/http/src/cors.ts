import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CorsOptions } from './http-options.ts';

/** Adds cross-origin headers to a reply. Returns true when it has answered a preflight request. */
export type Cors = (request: FastifyRequest, reply: FastifyReply) => boolean;

const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

/**
 * Cross-origin policy by the Fetch standard. Not @fastify/cors: that answers every OPTIONS request,
 * where ours must stay 405 unless it is a preflight, and costs more per request than routing.
 * A preflight that asks for what is not allowed is answered without the allowing headers.
 */
export function createCors(options: CorsOptions): Cors {
  const allowOrigin = originRule(options.origins);
  const methods = new Set(options.methods.map((method) => method.toUpperCase()));
  const list = options.listMethods === true ? [...methods].join(', ') : undefined;
  const areHeadersAllowed = headerRule(options.headers);
  const credentials = options.credentials === true;
  const exposed = options.exposedHeaders?.join(', ');

  return (request, reply) => {
    const { origin } = request.raw.headers;
    void reply.header('vary', 'Origin');
    if (origin === undefined) return false; // Not from a browser's script: nothing to allow.
    const allowed = allowOrigin(origin);
    if (allowed !== undefined) {
      void reply.header('access-control-allow-origin', allowed);
      if (credentials) void reply.header('access-control-allow-credentials', 'true');
    }
    const method = preflightMethod(request);
    if (method === undefined) {
      if (allowed !== undefined && exposed !== undefined) {
        void reply.header('access-control-expose-headers', exposed);
      }
      return false;
    }
    if (allowed !== undefined) allowPreflight(request, reply, method);
    void reply
      .header('vary', PREFLIGHT_VARY)
      .code(options.preflightStatus ?? 204)
      .send();
    return true;
  };

  function allowPreflight(request: FastifyRequest, reply: FastifyReply, method: string): void {
    const names = request.raw.headers['access-control-request-headers'] ?? '';
    const asked = names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (!methods.has(method) || !areHeadersAllowed(asked)) return;
    void reply.header('access-control-allow-methods', list ?? method);
    if (asked.length > 0) void reply.header('access-control-allow-headers', asked.join(', '));
    if (options.maxAgeSeconds !== undefined) {
      void reply.header('access-control-max-age', String(options.maxAgeSeconds));
    }
  }
}

/** The method a preflight request asks for; nothing when the request is not one. */
function preflightMethod(request: FastifyRequest): string | undefined {
  return request.raw.method === 'OPTIONS'
    ? request.raw.headers['access-control-request-method']
    : undefined;
}

/** The value of Access-Control-Allow-Origin for an origin; nothing when it is not allowed. */
function originRule(origins: '*' | readonly string[]): (origin: string) => string | undefined {
  if (origins === '*') return () => '*';
  const allowed = new Set(origins);
  return (origin) => (allowed.has(origin) ? origin : undefined);
}

/** Whether all headers a preflight asks for are allowed. */
function headerRule(headers: 'asked' | readonly string[]): (asked: readonly string[]) => boolean {
  if (headers === 'asked') return () => true;
  const allowed = new Set(headers.map((header) => header.toLowerCase()));
  return (asked) => asked.every((name) => allowed.has(name.toLowerCase()));
}

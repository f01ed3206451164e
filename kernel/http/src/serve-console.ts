import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@aquifer/service';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** What a console consists of. */
export interface ConsoleOptions {
  /** Directory of the built single-page application; must contain `index.html`. */
  readonly root: string;
  /** GET paths that answer with `index.html`: Fastify patterns, such as `/admin/*`. */
  readonly pages: readonly string[];
  /** Directories below `root` whose files carry a hash in their name and never change. Default `assets`. */
  readonly immutable?: readonly string[];
  /** Single files below `root` that are served by their own name, such as `favicon.svg`. */
  readonly files?: readonly string[];
  /** Replaces the default Content-Security-Policy, which allows this origin only. */
  readonly contentSecurityPolicy?: string;
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  // Component libraries position by style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves a single-page application with security headers: hashed assets may be kept for ever, pages
 * are checked each time. Fault `console_missing` when `root` holds no `index.html`.
 */
export function serveConsole(app: FastifyInstance, options: ConsoleOptions): void {
  const { root, pages, immutable = ['assets'], files = [] } = options;
  if (!existsSync(join(root, 'index.html'))) throw missing(root);
  const headers = securityHeaders(options.contentSecurityPolicy ?? CONTENT_SECURITY_POLICY);

  // Its own scope, because @fastify/static can decorate one root only.
  void app.register(async (scope) => {
    const { default: fastifyStatic } = await import('@fastify/static');
    await scope.register(fastifyStatic, { root, serve: false });
    const route = { exposeHeadRoute: true };
    for (const page of pages) {
      scope.get(page, route, (_request, reply) =>
        sendChecked(reply.headers(headers), 'index.html'),
      );
    }
    for (const file of files) {
      scope.get(`/${file}`, route, (_request, reply) => sendChecked(reply.headers(headers), file));
    }
    for (const directory of immutable) {
      scope.get<{ Params: { '*': string } }>(`/${directory}/*`, route, (request, reply) =>
        sendImmutable(reply.headers(headers), `${directory}/${request.params['*']}`),
      );
    }
  });
}

function sendChecked(reply: FastifyReply, file: string): FastifyReply {
  return reply.header('cache-control', 'no-cache').sendFile(file, { cacheControl: false });
}

function sendImmutable(reply: FastifyReply, file: string): FastifyReply {
  return reply.sendFile(file, { cacheControl: true, maxAge: '365d', immutable: true });
}

function securityHeaders(contentSecurityPolicy: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

function missing(root: string): Fault {
  return new Fault({
    code: 'console_missing',
    status: 500,
    message: 'The console has not been built.',
    cause: new Error(`no index.html in ${root}`),
  });
}

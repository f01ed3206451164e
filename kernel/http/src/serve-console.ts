import type { FastifyInstance } from 'fastify';

export interface ConsoleOptions {
  /** Directory of the built single-page application; must contain `index.html`. */
  readonly root: string;
  /** GET paths that answer with `index.html` (Fastify patterns, `/admin/*` allowed). */
  readonly pages: readonly string[];
  /** Directories below `root` whose files carry a hash in their name and never change. Default `['assets']`. */
  readonly immutable?: readonly string[];
  /** Single files below `root` served by their own name, such as `favicon.svg`. */
  readonly files?: readonly string[];
  /** Replaces the default Content-Security-Policy. */
  readonly contentSecurityPolicy?: string;
}

/** Serves a single-page application with security headers; hashed assets are cached for ever, pages never. */
export function serveConsole(app: FastifyInstance, options: ConsoleOptions): void {
  for (const page of options.pages) app.get(page, (_request, reply) => reply.callNotFound());
}

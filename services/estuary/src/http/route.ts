import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { Estuary } from '../estuary.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the path is looked for; not there for what is refused before that. */
    client: Client | undefined;
  }
}

/** Who sent a request, behind whatever proxies. */
export interface Client {
  readonly address: string;
  /** The trace the request is a part of, where it says so. */
  readonly traceId: string | undefined;
  /** By its token, once that was checked. */
  caller?: Caller;
}

/** The client of a request that has a route. */
export function clientOf({ client }: FastifyRequest): Client {
  if (client === undefined) throw new Error('a request was not admitted');
  return client;
}

/** One line of the table of routes. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as OpenAPI writes them: `/api/v1/items/{id}`. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly handle: (estuary: Estuary, request: FastifyRequest, reply: FastifyReply) => unknown;
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/authenticator.ts';
import type { Estuary } from '../estuary.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once that is known. */
    caller: Caller | undefined;
    /** Of the client, behind whatever proxies. */
    clientAddress: string;
  }
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

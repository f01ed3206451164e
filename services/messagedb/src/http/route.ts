import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { MessageDb } from '../messagedb.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes for callers, once the caller is known. */
    rpc: RpcFacts | undefined;
  }
}

/** What is known of a request on its way. */
export interface RpcFacts {
  /** Whose token came with it. */
  readonly caller: Caller;
  /** The RPC method and its stream, for the log and the metrics. */
  method?: string;
  stream?: string;
}

/** The facts of a request on a route for callers. */
export function factsOf({ rpc }: FastifyRequest): RpcFacts {
  if (rpc === undefined) throw new Error('this route asks for no token');
  return rpc;
}

/** One line of the table of routes. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'any';
  readonly path: string;
  /** Whether a token is needed. It is asked for before anything else is looked at (contract §3.2). */
  readonly access: 'public' | 'caller';
  /** `streamed`: the handler receives the body, of any length. By default it is there as bytes. */
  readonly body?: 'streamed';
  readonly summary: string;
  readonly handle: (messageDb: MessageDb, request: FastifyRequest, reply: FastifyReply) => unknown;
}

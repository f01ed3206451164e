import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { Desk } from '../administration/desk.ts';
import type { Faucet } from '../faucet.ts';

/** Who may call a route: anyone, an administrator, or anyone with a credential (their role decides further). */
export type RouteAccess = 'public' | 'admin' | 'caller';

/** One line of the table of routes. The docs are tested against it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify's pattern: `/api/v1/:service/_table/:table`. */
  readonly path: string;
  readonly access: RouteAccess;
  /** What it does, in a few words. */
  readonly summary: string;
  /** Answers by returning a value (sent as JSON), or sends itself and returns the reply. */
  readonly handle: (call: Call) => unknown;
}

/** One request on its way through a handler. */
export interface Call {
  readonly faucet: Faucet;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Throws credentials_missing on public routes, where nobody was asked. */
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  /** Repeated parameters keep their last value, as the original does. */
  readonly query: Readonly<Record<string, string>>;
  /** The body as sent; content types are not asked for (contract §5). Throws invalid_body when it is not UTF-8. */
  readonly bodyText: string;
  /** The body as JSON; an empty one is `{}`. Throws invalid_body. */
  json(): unknown;
  /** Where the caller's administrative changes are made and audited. */
  desk(): Desk;
}

/** The list envelope of the system API (contract §7). */
export interface ListEnvelope {
  readonly resource: readonly unknown[];
  readonly meta: {
    readonly count: number;
    readonly limit: 0;
    readonly offset: 0;
    readonly took_ms: number;
  };
}

export const listOf = (resource: readonly unknown[]): ListEnvelope => ({
  resource,
  meta: { count: resource.length, limit: 0, offset: 0, took_ms: 0 },
});

/** The acknowledgement the system API gives where there is nothing to show. */
export interface Acknowledgement {
  readonly message: string;
  readonly success: true;
}

export const done = (message: string): Acknowledgement => ({ message, success: true });

/** Marks an answer as 201 Created. */
export function created<T>(call: Call, body: T): T {
  call.reply.code(201);
  return body;
}

import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

const controllers = new WeakMap<ServerResponse, AbortController>();

/**
 * A signal that aborts when nobody waits for this answer any more: the client left before it was
 * complete, or the kernel has answered itself because it took too long. Made on first use, so
 * requests that never ask for it pay nothing. (Fastify's `request.signal` also aborts when the
 * request body has been read.)
 */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const { raw } = reply;
  const existing = controllers.get(raw);
  if (existing !== undefined) return existing.signal;
  const controller = new AbortController();
  controllers.set(raw, controller);
  const abortUnlessComplete = (): void => {
    if (!raw.writableFinished) controller.abort();
  };
  if (raw.closed) abortUnlessComplete();
  else raw.once('close', abortUnlessComplete);
  return controller.signal;
}

/** Tells a handler that its answer is no longer wanted. */
export function abortClientSignal(reply: FastifyReply, reason: unknown): void {
  controllers.get(reply.raw)?.abort(reason);
}

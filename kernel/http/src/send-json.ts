import type { FastifyReply } from 'fastify';

/**
 * Sends JSON text as it is, without parsing or charset (RFC 8259 defines none): the fast path for
 * engines that render JSON themselves. Status as set on the reply.
 */
export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', 'application/json').serializer(asIs).send(text);
}

function asIs(payload: unknown): string {
  return String(payload);
}

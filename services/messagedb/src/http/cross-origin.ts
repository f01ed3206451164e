import type { CorsOptions } from '@aquifer/http';
import type { FastifyReply } from 'fastify';

/** What pages of another origin may send (contract §11). */
const methods = ['POST', 'GET'];
const headers = ['Authorization', 'Content-Type'];

/** The policy for the origin that is set, or for any with `*`. */
export const corsOf = (origin: string): CorsOptions => ({
  origins: origin === '*' ? '*' : [origin],
  methods,
  headers,
});

/**
 * Answers an OPTIONS request that is no preflight of a browser, and so needs no token either: it asks
 * what a page may send, which is no secret.
 */
export function sendAllowed(reply: FastifyReply, origin: string): FastifyReply {
  return reply
    .headers({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': headers.join(', '),
    })
    .code(204)
    .send();
}

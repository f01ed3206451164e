import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Faucet } from '../faucet.ts';

/** Tells a key with a limit what is left of it (draft-ietf-httpapi-ratelimit-headers-06). */
export function setRateLimitHeaders(
  faucet: Pick<Faucet, 'rateLimitOf'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const state = faucet.rateLimitOf(request);
  if (state === undefined) return;
  reply.headers({
    'ratelimit-limit': state.limit,
    'ratelimit-remaining': state.remaining,
    'ratelimit-reset': state.resetSeconds,
  });
}

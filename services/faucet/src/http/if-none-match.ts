import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Sends 304 instead of what the client has already, by its strong validator (RFC 9110 §8.8, §13.1.2).
 * False: the answer is still to be sent, with this ETag.
 */
export function sendNotModified(
  request: FastifyRequest,
  reply: FastifyReply,
  etag: string,
): boolean {
  void reply.header('etag', etag);
  const header = request.headers['if-none-match'];
  if (header === undefined || !matches(header, etag)) return false;
  void reply.code(304).send();
  return true;
}

const matches = (header: string, etag: string): boolean =>
  header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);

import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A text that stays as long as the server runs, with a strong validator (RFC 9110 §8.8.3). */
export interface ValidatedText {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
}

export function validatedText(type: string, text: string): ValidatedText {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 27);
  return { type, text, etag: `"${hash}"` };
}

/** Sends it, or says that the client has it already; clients ask each time. */
export function sendValidated(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, text, etag }: ValidatedText,
): FastifyReply {
  void reply.headers({ etag, 'cache-control': 'no-cache' });
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.header('content-type', type).serializer(String).send(text);
}

function isKnown(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}

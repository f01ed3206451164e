import { sendJson } from '@aquifer/http';
import type { FastifyReply } from 'fastify';
import type { KeptAnswer } from '../writes/write.ts';

/** Sends an answer that is, or may be, kept for repeats of its request. */
export function sendKept(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  void reply.code(status).headers(headers);
  return body === '' ? reply.send() : sendJson(reply, body);
}

import type { FastifyReply } from 'fastify';
import type { Answer } from './http-options.ts';
import { renderBody } from './render-answer.ts';

/** Sends an answer given as data. */
export function sendAnswer(reply: FastifyReply, answer: Answer): void {
  const { text, type } = renderBody(answer);
  void reply.code(answer.status);
  if (type !== undefined) void reply.header('content-type', type);
  if (answer.headers !== undefined) void reply.headers(answer.headers);
  // As bytes, because Fastify adds a charset to JSON that is sent as text.
  void (answer.body === undefined ? reply.send() : reply.send(Buffer.from(text)));
}

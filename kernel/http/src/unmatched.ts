import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Renderer } from './render-answer.ts';
import { sendAnswer } from './send-answer.ts';

/** Answers a request that no route took: 405 when its path has other methods, else 404. */
export function answerUnmatched(
  renderer: Renderer,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const allow = allowedMethods(request.server, request.raw.url ?? '/');
  // A route that took the request and gave it up (a missing file) makes this a plain 404.
  if (allow.length === 0 || allow.includes(request.method)) {
    sendAnswer(reply, renderer.notFound(request));
    return;
  }
  void reply.header('allow', allow.join(', '));
  sendAnswer(reply, renderer.methodNotAllowed(request, allow));
}

/** The methods registered for a path, sorted. */
function allowedMethods(app: FastifyInstance, url: string): string[] {
  return app.supportedMethods
    .filter((method) => app.findRoute({ method, url }) !== null)
    .toSorted();
}

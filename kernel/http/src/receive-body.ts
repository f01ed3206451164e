import { addAbortSignal, PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A sender that is told of an error gets this long to notice, while what it sends is thrown away. */
const LINGER_MS = 5_000;

const receiving = new WeakMap<FastifyReply, PassThrough>();

/**
 * A request's body as it arrives, for a handler that takes any amount and answers meanwhile. Its
 * route must leave the body unread. Neither the body limit nor the time for a whole request apply: a
 * sender that moves may take hours, one that stands still is cut by the response timeout. Throws
 * when the sender leaves or sends what is not HTTP, and when `signal` aborts; the answer is then still
 * the handler's to end.
 */
export async function* receiveBody(
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const { raw } = request;
  const body = addAbortSignal(signal, new PassThrough());
  receiving.set(reply, body);
  raw.on('error', (error) => body.destroy(error));
  raw.pipe(body);
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } finally {
    receiving.delete(reply);
    if (!raw.complete && !raw.destroyed) throwAway(request);
  }
}

/** Bytes that nobody reads would make the system drop our answer when the connection is closed. */
function throwAway({ raw }: FastifyRequest): void {
  const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS).unref();
  raw.once('close', () => clearTimeout(timer));
  raw.unpipe();
  raw.resume();
}

/** Tells the handler that receives the body that it broke; false when there is none. */
export function breakBody(reply: FastifyReply, error: Error): boolean {
  const body = receiving.get(reply);
  if (body === undefined) return false;
  // Being late is no mistake here.
  if ('code' in error && error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return true;
  body.destroy(error);
  // What follows on this connection cannot be told from the rest of the body.
  reply.raw.once('finish', () => reply.request.raw.socket.destroySoon());
  return true;
}

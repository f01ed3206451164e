import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Fault } from '@aquifer/service';
import type { FastifyReply } from 'fastify';
import type { Connections } from './connections.ts';
import type { Answer } from './http-options.ts';
import { breakBody } from './receive-body.ts';
import { renderBody } from './render-answer.ts';
import type { Renderer } from './render-answer.ts';
import type { RequestIds } from './request-id.ts';
import { toFault } from './to-fault.ts';

/** A refused connection keeps reading this long: unread bytes would make the system drop our answer. */
const LINGER_MS = 1000;

interface MalformedRequestOptions {
  readonly connections: Connections;
  readonly renderer: Renderer;
  readonly requestIds: RequestIds;
  /** Headers of every answer. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** Answers a reply that is still owed. */
  readonly fail: (reply: FastifyReply, error: Error) => void;
  /** Told of each answer that belongs to no request. */
  readonly onRefused: (fault: Fault, requestId: string, socket: Socket) => void;
}

/**
 * Handles what Node's HTTP parser refuses: late, oversized or malformed requests. If the request
 * got as far as a reply, that is answered; otherwise the connection is, and then closed.
 */
export function createMalformedRequestHandler(
  options: MalformedRequestOptions,
): (error: Error, socket: Socket) => void {
  const refused = new WeakSet<Socket>();
  const answerHeaders = lowerCaseNames(options.answerHeaders);

  return (error, socket) => {
    if (refused.has(socket)) return;
    const reply = options.connections.current(socket);
    if (isGone(error, socket)) {
      socket.destroy();
    } else if (reply === undefined) {
      refused.add(socket);
      refuse(toFault(error), socket);
    } else if (breakBody(reply, error)) {
      // Its handler ends the answer.
    } else if (isOwed(reply)) {
      void reply.header('connection', 'close');
      options.fail(reply, error);
    } else {
      socket.destroy();
    }
  };

  function refuse(fault: Fault, socket: Socket): void {
    const requestId = options.requestIds.create();
    const answer = options.renderer.refusal(fault, requestId);
    const headers = { ...answerHeaders, [options.requestIds.header]: requestId };
    socket.end(rawAnswer(answer, headers));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
    options.onRefused(fault, requestId, socket);
  }
}

/** Nobody is there to answer: cut, or opened in advance by a browser and never used. */
function isGone(error: Error, socket: Socket): boolean {
  return (
    ('code' in error && error.code === 'ECONNRESET') || !socket.writable || socket.bytesRead === 0
  );
}

/** The request's body did not come whole, and nobody has begun to answer. */
function isOwed(reply: FastifyReply): boolean {
  return !reply.sent && !reply.raw.headersSent && !reply.request.raw.complete;
}

/** An answer as bytes. `always` gives way to what the answer itself says. */
function rawAnswer(answer: Answer, always: Readonly<Record<string, string>>): string {
  const { text, type } = renderBody(answer);
  const headers: Record<string, string> = {
    ...always,
    ...(type !== undefined && { 'content-type': type }),
    ...lowerCaseNames(answer.headers ?? {}),
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
    date: new Date().toUTCString(),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const reason = STATUS_CODES[answer.status] ?? '';
  return `HTTP/1.1 ${answer.status} ${reason}\r\n${lines.join('')}\r\n${text}`;
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

import type { Socket } from 'node:net';
import type { Log } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessLine, AccessLogOptions, LoggedOutcome, Outcome } from './http-options.ts';

/** Writes the line of a finished request. */
export type AccessLog = (request: FastifyRequest, reply: FastifyReply, outcome: Outcome) => void;

/** How many bytes a connection had written when its last answer was complete. */
const bytesBefore = new WeakMap<Socket, number>();

/**
 * One line per request: INFO below 400, WARN for 4xx, ERROR for 5xx. Query strings, bodies and
 * headers are never logged.
 */
export function createAccessLog(log: Log, options: AccessLogOptions): AccessLog {
  const { sample = 1, line: render = renderLine } = options;
  return (request, reply, outcome) => {
    if (outcome.status < 400) {
      if (!log.isLevelEnabled('info') || (sample < 1 && Math.random() >= sample)) return;
    }
    const { level, message, fields } = render(request, reply, {
      ...outcome,
      bytes: bytesSent(request, reply),
    });
    log[level](fields, message);
  };
}

function renderLine(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: LoggedOutcome,
): AccessLine {
  const fields: Record<string, unknown> = {
    method: request.method,
    path: pathOf(request.raw.url ?? ''),
    status: outcome.status,
    duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
    bytes: outcome.bytes,
    request_id: request.id,
    remote_addr: request.ip,
  };
  if (outcome.aborted) fields.aborted = true;
  return { level: levelOf(outcome.status), message: 'request', fields };
}

function levelOf(status: number): 'info' | 'warn' | 'error' {
  if (status < 400) return 'info';
  return status < 500 ? 'warn' : 'error';
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/**
 * Size of the body as its Content-Length says; for an answer without one, what the connection has
 * written since the answer before, which counts headers and chunk sizes too.
 */
function bytesSent(request: FastifyRequest, reply: FastifyReply): number {
  const { socket } = request.raw;
  const written = socket.bytesWritten;
  const before = bytesBefore.get(socket) ?? 0;
  bytesBefore.set(socket, written);
  if (request.method === 'HEAD') return 0;
  const length = reply.getHeader('content-length');
  return length === undefined ? written - before : Number(length);
}

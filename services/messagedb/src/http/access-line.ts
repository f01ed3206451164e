import type { AccessLine, Outcome } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MessageDbSettings } from '../settings.ts';

/**
 * The line of a request (guide, "Logging"; contract §15): in JSON the RPC method, its stream and the
 * duration as fields; for people `POST /rpc 200 15ms`. Never a query string, which may hold a token.
 */
export function createAccessLine(
  format: MessageDbSettings['logFormat'],
): (request: FastifyRequest, reply: FastifyReply, outcome: Outcome) => AccessLine {
  return (request, reply, { status, aborted }) => {
    const { method, rpc } = request;
    const path = request.routeOptions.url ?? pathOf(request.raw.url ?? '');
    const duration = `${Math.round(reply.elapsedTime)}ms`;
    const level = status >= 500 ? 'error' : 'info';
    if (format === 'console') {
      return { level, message: `${method} ${path} ${status} ${duration}`, fields: {} };
    }
    return {
      level,
      message: 'Request',
      fields: {
        method: rpc?.method ?? `${method} ${path}`,
        ...(rpc?.stream === undefined ? {} : { stream: rpc.stream }),
        duration,
        status,
        request_id: request.id,
        remote_addr: request.ip,
        ...(aborted ? { aborted } : {}),
      },
    };
  };
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

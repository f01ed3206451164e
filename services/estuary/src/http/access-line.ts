import type { AccessLine, LoggedOutcome } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { templateOf } from './endpoint-metrics.ts';

/** Probes and scrapes come every few seconds, and say nothing as long as all is well (contract §17). */
const QUIET = /^\/(health(\/live|\/ready)?|metrics)?$/;

/** The line of a finished request: never a query string, a token or a body. */
export function createAccessLine(): (
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: LoggedOutcome,
) => AccessLine {
  return (request, reply, { status, aborted, bytes }) => {
    const path = pathOf(request.raw.url ?? '');
    const subject = request.client?.caller?.subject;
    const traceId = request.client?.traceId;
    return {
      level: levelOf(path, status),
      message: 'request finished',
      fields: {
        request_id: request.id,
        method: request.method,
        path,
        endpoint: templateOf(request.routeOptions.url ?? 'unknown'),
        status,
        duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
        bytes,
        client_ip: request.client?.address ?? request.ip,
        ...(subject === undefined ? {} : { user: subject }),
        ...(traceId === undefined ? {} : { trace_id: traceId }),
        ...(aborted ? { aborted } : {}),
      },
    };
  };
}

function levelOf(path: string, status: number): AccessLine['level'] {
  if (status >= 500) return 'error';
  return QUIET.test(path) ? 'debug' : 'info';
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

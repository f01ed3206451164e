import type { IncomingMessage } from 'node:http';
import { Fault } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Connections } from './connections.ts';
import { createCors } from './cors.ts';
import type { HttpOptions } from './http-options.ts';
import type { RequestIds } from './request-id.ts';

/** Lets a request in: true when it is to be served, false when it has been answered already. */
export type Entry = (request: FastifyRequest, reply: FastifyReply) => boolean | Promise<boolean>;

interface EntryParts {
  readonly options: HttpOptions;
  readonly requestIds: RequestIds;
  readonly connections: Connections;
  readonly fail: (reply: FastifyReply, error: unknown) => void;
}

/**
 * What happens to every request before anything else, those included that no route can take. Without
 * a promise unless the service's own admission makes one.
 */
export function createEntry({ options, requestIds, connections, fail }: EntryParts): Entry {
  const headers = Object.entries(options.answerHeaders ?? {});
  const cors = options.cors === undefined ? undefined : createCors(options.cors);
  const { admit } = options;
  const behindProxy = (options.trustProxy?.length ?? 0) > 0;

  return (request, reply) => {
    for (const [name, value] of headers) void reply.header(name, value);
    void reply.header(requestIds.header, request.id);
    connections.begin(reply);
    if (behindProxy) adoptRealIp(request.raw.headers);
    if (isWithoutHost(request.raw)) return refuse(reply.header('connection', 'close'), noHost);
    if (cors?.(request, reply) === true) return false;
    return admit === undefined || ask(admit, request, reply);
  };

  function ask(
    admit: NonNullable<HttpOptions['admit']>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): boolean | Promise<boolean> {
    try {
      const answered = admit(request, reply);
      // A reply can be awaited too, but would not settle before it is sent.
      if (answered === reply) return false;
      return isPromise(answered) ? settle(answered, reply) : !reply.sent;
    } catch (error) {
      return refuse(reply, error);
    }
  }

  async function settle(admitted: Promise<unknown>, reply: FastifyReply): Promise<boolean> {
    try {
      await admitted;
      return !reply.sent;
    } catch (error) {
      // Meanwhile the client may have left, or the time for an answer may have run out.
      return reply.sent ? false : refuse(reply, error);
    }
  }

  function refuse(reply: FastifyReply, error: unknown): false {
    fail(reply, error);
    return false;
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

/** RFC 9112 §3.2. Node would refuse it too, but past all headers that answers are to have. */
function isWithoutHost({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}

const noHost = new Fault({
  code: 'malformed_request',
  status: 400,
  message: 'The request has no Host header.',
});

/** Some proxies name the client in X-Real-IP only; Fastify then checks that the proxy is trusted. */
function adoptRealIp(headers: Record<string, string | string[] | undefined>): void {
  const realIp = headers['x-real-ip'];
  if (headers['x-forwarded-for'] === undefined && typeof realIp === 'string') {
    headers['x-forwarded-for'] = realIp;
  }
}

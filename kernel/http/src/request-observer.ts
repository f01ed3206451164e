import type { Socket } from 'node:net';
import type { Fault, Log } from '@aquifer/service';
import fastify from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createAccessLog } from './access-log.ts';
import type { AccessLog } from './access-log.ts';
import type { Connections } from './connections.ts';
import type { HttpOptions } from './http-options.ts';
import type { Metrics } from './metrics.ts';

/** Status logged and counted when the client left before there was an answer (nginx's convention). */
const CLIENT_CLOSED_REQUEST = 499;
/** Route label of requests that match no route: raw paths would make endless series. */
const UNMATCHED_ROUTE = 'unmatched';

/**
 * Observes the end of every request: the access log and the metrics. It takes Fastify's own place
 * for log lines about requests, because that is called without a hook and without a promise.
 */
export class RequestObserver extends fastify.LogController {
  readonly #connections: Connections;
  readonly #log: Log;
  readonly #accessLog: AccessLog | undefined;
  readonly #metrics: Metrics | undefined;

  constructor(options: HttpOptions, connections: Connections) {
    super({ requestIdLogLabel: 'request_id' });
    const { log, accessLog, metrics } = options;
    this.#connections = connections;
    this.#log = log;
    this.#metrics = metrics;
    if (accessLog !== false)
      this.#accessLog = createAccessLog(accessLog?.log ?? log, accessLog ?? {});
  }

  override incomingRequest(): void {
    // One line per request, written at its end.
  }

  override requestCompleted(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // Node also says that an answer is finished when its last write failed.
    const aborted = request.raw.socket.destroyed;
    this.#observe(request, reply, reply.raw.statusCode, aborted);
    this.#connections.end(reply);
  }

  /** The connection closed before the answer was complete. */
  requestAborted(reply: FastifyReply): void {
    const status = reply.raw.headersSent ? reply.raw.statusCode : CLIENT_CLOSED_REQUEST;
    this.#observe(reply.request, reply, status, true);
  }

  /** Bytes that never became a request were answered. */
  requestRefused(fault: Fault, requestId: string, socket: Socket): void {
    this.#metrics?.observe('none', UNMATCHED_ROUTE, fault.status, 0);
    if (this.#accessLog === undefined) return;
    const { code, status } = fault;
    const remote_addr = socket.remoteAddress;
    this.#log.warn({ status, code, request_id: requestId, remote_addr }, 'request refused');
  }

  override streamError(error: Error, request: FastifyRequest): void {
    // A client that leaves in the middle is said by `aborted` in the line of the request.
    if ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    request.log.error({ err: error }, 'the answer was cut because its source failed');
  }

  override routeNotFound(): void {
    // Seen by its status in the line of the request.
  }

  #observe(request: FastifyRequest, reply: FastifyReply, status: number, aborted: boolean): void {
    if (this.#metrics !== undefined) {
      const route = request.routeOptions.url ?? UNMATCHED_ROUTE;
      this.#metrics.observe(request.method, route, status, reply.elapsedTime / 1000);
    }
    this.#accessLog?.(request, reply, { status, aborted });
  }
}

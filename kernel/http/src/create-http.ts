import type { Server } from 'node:http';
import Fastify from 'fastify';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply } from 'fastify';
import { addCompression } from './compression.ts';
import { Connections } from './connections.ts';
import { createEntry } from './entry.ts';
import type { Entry } from './entry.ts';
import type { HttpOptions } from './http-options.ts';
import { defaultLimits, timeoutCheckIntervalMs } from './limits.ts';
import { createMalformedRequestHandler } from './malformed-request.ts';
import { createRenderer } from './render-answer.ts';
import type { Renderer } from './render-answer.ts';
import { createRequestIds } from './request-id.ts';
import { createRequestLog } from './request-log.ts';
import { RequestObserver } from './request-observer.ts';
import { addResponseTimeout } from './response-timeout.ts';
import { schemaCompilers } from './schema-compilers.ts';
import { sendAnswer } from './send-answer.ts';
import { toFault } from './to-fault.ts';
import { answerUnmatched } from './unmatched.ts';

/**
 * The Fastify instance every server starts from: request ids, error rendering, limits, access log,
 * metrics, 404 and 405 by the service's policy. Routes may be added at once; bind it with `listen`.
 * A `trustProxy` entry that is no address throws a TypeError that names it.
 */
export function createHttp(options: HttpOptions): FastifyInstance {
  const renderer = createRenderer(options);
  const requestIds = createRequestIds(options.requestId);
  const connections = new Connections();
  const observer = new RequestObserver(options, connections);
  const fail = createFail(renderer);
  const enter = createEntry({ options, requestIds, connections, fail });
  const onMalformed = createMalformedRequestHandler({
    connections,
    renderer,
    requestIds,
    answerHeaders: options.answerHeaders ?? {},
    fail,
    onRefused: (fault, requestId, socket) => observer.requestRefused(fault, requestId, socket),
  });

  const app: FastifyInstance = Fastify({
    ...serverOptions(options),
    logController: observer,
    genReqId: requestIds.of,
    clientErrorHandler: onMalformed,
    frameworkErrors(error, request, reply) {
      // Refused before routing, so no hook runs: the path is malformed or too long.
      reply.raw.once('finish', () => observer.requestCompleted(null, request, reply));
      whenIn(enter(request, reply), () => fail(reply, error));
    },
  });
  // Node takes a connection for idle whose answer is not sent to its end; `connections` knows better.
  app.server.closeIdleConnections = () => undefined;
  connections.watch(app.server, (reply) => observer.requestAborted(reply));
  addResponseTimeout(app.server, { connections, fail });
  app.setErrorHandler((error, _request, reply) => fail(reply, error));
  app.setNotFoundHandler((request, reply) => answerUnmatched(renderer, request, reply));
  addRequestHook(app, renderer, enter);
  takeAnyExpectation(app.server);
  if (options.compression !== undefined) addCompression(app, options.compression);
  return app;
}

function serverOptions(options: HttpOptions): FastifyHttpOptions<Server> {
  const limits = { ...defaultLimits, ...options.limits };
  const { headersTimeoutMs: headersTimeout = limits.requestTimeoutMs } = limits;
  return {
    loggerInstance: createRequestLog(options.log),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.responseTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    routerOptions: { maxParamLength: limits.maxParamLength },
    exposeHeadRoutes: options.headRoutes ?? true,
    trustProxy: options.trustProxy === undefined ? false : [...options.trustProxy],
    schemaController: { compilersFactory: schemaCompilers },
    // A field that a schema forbids is refused; Fastify would drop it in silence.
    ajv: { customOptions: { removeAdditional: false } },
    // Requests that still arrive on open connections while draining are answered, not refused.
    return503OnClosing: false,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: timeoutCheckIntervalMs(headersTimeout),
      // Refused by us, so that the answer has what every answer has.
      requireHostHeader: false,
    },
  };
}

/** The one place where an error becomes an answer. */
function createFail(renderer: Renderer): (reply: FastifyReply, error: unknown) => void {
  return (reply, error) => {
    const fault = toFault(error);
    if (fault.status >= 500) reply.request.log.error({ err: error }, 'request failed');
    // Fastify wants to close here, but closing on unread bytes can cost the client our answer. The
    // rest of the body is read and thrown away instead, within the time a request may take.
    if (fault.code === 'body_too_large') void reply.removeHeader('connection');
    sendAnswer(reply, renderer.fault(fault, reply.request));
  };
}

/** Adds the single hook that runs before every request. */
function addRequestHook(app: FastifyInstance, renderer: Renderer, enter: Entry): void {
  app.addHook('onRequest', (request, reply, done) => {
    whenIn(enter(request, reply), () => {
      // Before the body is read: an unknown path is 404 whatever was sent to it.
      if (request.is404) answerUnmatched(renderer, request, reply);
      else done();
    });
  });
}

function whenIn(entered: boolean | Promise<boolean>, serve: () => void): void {
  if (entered === true) serve();
  else if (entered !== false) void entered.then((isIn) => isIn && serve());
}

/** Expectations may be ignored (RFC 9110 §10.1.1). Node would answer them, past all of our headers. */
function takeAnyExpectation(server: Server): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

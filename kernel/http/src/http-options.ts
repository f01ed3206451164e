import type { Fault, Log } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.ts';

/**
 * An answer as data: what a service's rendering policy returns and the kernel sends.
 * An object body is sent as JSON, a string as it is (text/plain unless `headers` name another
 * content-type), no body as an empty one.
 */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** Bounds of one HTTP server. Every bound has a default; see `defaultLimits`. */
export interface HttpLimits {
  /** Largest request body, in bytes; more is 413 `body_too_large`. A route may set its own. */
  readonly bodyBytes: number;
  /** Largest request line plus headers, in bytes; more is 431 `headers_too_large`. */
  readonly headerBytes: number;
  /** Time to receive a whole request, headers and body; longer is 408 `request_timeout`. 0: no limit. */
  readonly requestTimeoutMs: number;
  /** Time to receive the headers alone, at most that for the whole. Default: as long as the whole. */
  readonly headersTimeoutMs?: number;
  /**
   * Time an owed answer may stand still: no byte moved on the connection, in either direction.
   * Before the first byte the client gets 503 `response_timeout`, after it the connection is cut.
   * A stream that makes progress is never cut, however long it lasts. 0: no limit.
   */
  readonly responseTimeoutMs: number;
  /** How long an idle keep-alive connection stays open. */
  readonly keepAliveMs: number;
  /** Longest path parameter, in characters before decoding; longer is 414 `path_too_long`. */
  readonly maxParamLength: number;
}

/** Whose request ids are believed, and how new ones are made. */
export interface RequestIdOptions {
  /** Header that carries the id in and out. Default `x-request-id`. */
  readonly header?: string;
  /** A client's id that does not match is replaced. Default: 1 to 128 visible ASCII characters. */
  readonly accept?: RegExp;
  /** Default: a UUIDv7. */
  readonly generate?: () => string;
}

/** Decides whether a request is served at all. */
export type Admit = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** How a request ended. */
export interface Outcome {
  readonly status: number;
  /** The connection closed before the answer was complete. */
  readonly aborted: boolean;
}

/** How a request ended that is logged. */
export interface LoggedOutcome extends Outcome {
  /** Size of the body as it was sent; of one that was sent in chunks, with the headers. */
  readonly bytes: number;
}

/** The line of a finished request. */
export interface AccessLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type RenderAccessLine = (
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: LoggedOutcome,
) => AccessLine;

/** One line per request: method, path (no query string), status, duration_ms, bytes, request_id, remote_addr. */
export interface AccessLogOptions {
  /** Where lines go. Default the log of the server. */
  readonly log?: Log;
  /** Renders the line in the service's own words; default as above, WARN for 4xx, ERROR for 5xx. */
  readonly line?: RenderAccessLine;
  /** Share of answers below 400 that are logged, 0 to 1; answers of 400 and above always are. Default 1. */
  readonly sample?: number;
}

/** Cross-origin policy, applied to every route. */
export interface CorsOptions {
  /** `*` for any origin, or the exact origins that are allowed. */
  readonly origins: '*' | readonly string[];
  readonly methods: readonly string[];
  /** Headers a request may have; `asked` for whatever its preflight asks for. */
  readonly headers: readonly string[] | 'asked';
  /** Whether a preflight answer names all methods instead of the one that was asked for. Default false. */
  readonly listMethods?: boolean;
  readonly exposedHeaders?: readonly string[];
  readonly credentials?: boolean;
  /** How long a browser may remember a preflight answer, in seconds. */
  readonly maxAgeSeconds?: number;
  /** Status of a preflight answer. Default 204. */
  readonly preflightStatus?: 200 | 204;
}

/** Compresses JSON, HTML, CSS, JavaScript, SVG and plain text; never NDJSON and event streams. */
export interface CompressionOptions {
  /** What is offered; of what a client likes as much, the first. Default gzip alone. */
  readonly encodings?: readonly ('br' | 'gzip')[];
  /** Level of gzip, 1 to 9, and quality of Brotli. Default 5. */
  readonly level?: number;
  /** Answers below this many bytes are sent as they are. Default 1024. */
  readonly thresholdBytes?: number;
}

/** Everything a service decides about its HTTP server. */
export interface HttpOptions {
  readonly log: Log;
  /**
   * The one place where a service turns an error into an answer. Called for every failed request,
   * with faults thrown by handlers and with those of the kernel, whose codes are: `invalid_json`,
   * `invalid_request` (a schema does not fit; `context.problems`), `invalid_content_length`,
   * `invalid_path`, `malformed_request`, `request_aborted`, `bad_request` 400; `not_found` 404;
   * `method_not_allowed` 405; `request_timeout` 408; `body_too_large` 413; `path_too_long` 414;
   * `unsupported_media_type` 415; `headers_too_large` 431; `internal_error` 500 (anything that was
   * not a fault, logged with its stack); `response_timeout` 503.
   * `request` is missing when the bytes never became a request (408, 431, malformed 400); `requestId`
   * is what the header of the answer says.
   */
  readonly renderFault: (
    fault: Fault,
    request: FastifyRequest | undefined,
    requestId: string,
  ) => Answer;
  /** Default: `renderFault` with a 404 fault `not_found`. */
  readonly renderNotFound?: (request: FastifyRequest) => Answer;
  /**
   * The path exists with other methods; `allow` has them sorted. The `Allow` header is set by the
   * kernel. Default: `renderFault` with a 405 fault `method_not_allowed`.
   */
  readonly renderMethodNotAllowed?: (request: FastifyRequest, allow: readonly string[]) => Answer;
  /** Headers of every answer, whoever gives it; one that a route sets itself is the route's. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /**
   * Runs for every request, after `cors` and before its path is looked at. Throwing refuses: a fault
   * is rendered like any other. To answer by itself it returns the reply, as handlers do; then
   * nothing else runs.
   */
  readonly admit?: Admit;
  readonly limits?: Partial<HttpLimits>;
  readonly requestId?: RequestIdOptions;
  /** Addresses, CIDR ranges or `loopback`, `linklocal`, `uniquelocal` whose X-Forwarded-* is believed. Default none. */
  readonly trustProxy?: readonly string[];
  /** Default on. */
  readonly accessLog?: AccessLogOptions | false;
  /** Default off. */
  readonly cors?: CorsOptions;
  /** Default off. */
  readonly compression?: CompressionOptions;
  /** Where request durations are counted. Default nowhere. */
  readonly metrics?: Metrics;
  /** Whether every GET route also answers HEAD; a route overrides it by `exposeHeadRoute`. Default true. */
  readonly headRoutes?: boolean;
}

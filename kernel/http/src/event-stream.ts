import type { FastifyReply, FastifyRequest } from 'fastify';

export interface EventStreamOptions {
  /** A comment line is sent after this much silence. Default 15000; 0 sends none. */
  readonly heartbeatMs?: number;
  /** Text of the heartbeat comment. Default `keepalive`. */
  readonly heartbeatText?: string;
  /** Tells the client how long to wait before it reconnects. Default not told. */
  readonly retryMs?: number;
  /** A reader that lets more than this wait is cut. Default 1 MiB. */
  readonly maxBufferedBytes?: number;
  /** Where the client says it stopped, when not in the `Last-Event-ID` header. */
  readonly lastEventId?: string;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ServerEvent {
  readonly id?: string;
  readonly event?: string;
  /** A string is sent as it is (line by line), anything else as JSON. */
  readonly data: unknown;
}

/** An open `text/event-stream` answer. */
export interface EventStream {
  /** Resolves when the client can take more; sends after the end are ignored. */
  send(event: ServerEvent): Promise<void>;
  /** Ends the stream in order. Safe to call twice. */
  close(): void;
  /** Resolves once, when the stream has ended for whatever reason. */
  readonly closed: Promise<void>;
  /** Aborts when the stream ends: to stop what feeds it. */
  readonly signal: AbortSignal;
  /** Where the client stopped last time: `lastEventId` option, else the `Last-Event-ID` header. */
  readonly lastEventId: string | undefined;
}

/** Starts a server-sent event stream on this reply. It ends when the client leaves, on `close()`, or when the server drains. */
export function openEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  options: EventStreamOptions = {},
): EventStream {
  reply.hijack();
  return {
    send: async () => undefined,
    close: () => reply.raw.end(),
    closed: new Promise((resolve) => reply.raw.once('close', () => resolve())),
    signal: new AbortController().signal,
    lastEventId: options.lastEventId ?? String(request.headers['last-event-id']),
  };
}

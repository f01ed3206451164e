import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { connectionsOf } from './connections.ts';
import { hijackReply } from './hijack-reply.ts';
import { renderEvent, renderOpening } from './render-event.ts';
import type { ServerEvent } from './render-event.ts';

const HEARTBEAT_MS = 15_000;
const BUFFERED_BYTES_MAX = 1024 * 1024;

/** How an event stream behaves. */
export interface EventStreamOptions {
  /** A comment line is sent after this much silence. Default 15000; 0 sends none. */
  readonly heartbeatMs?: number;
  /** Text of that comment. Default `keepalive`. */
  readonly heartbeatText?: string;
  /** Text of a comment that is sent at once. Default none. */
  readonly greeting?: string;
  /** Tells the client how long to wait before it reconnects. Default not told. */
  readonly retryMs?: number;
  /** What a client sends back as `Last-Event-ID` that is cut off before the first event. Default nothing. */
  readonly startId?: string;
  /** A client that lets more than this wait is cut. Default 1 MiB. */
  readonly maxBufferedBytes?: number;
  /** Where the client says it stopped, if it has said so elsewhere than in `Last-Event-ID`. */
  readonly lastEventId?: string;
  /**
   * False leaves it to the feeder to end the stream soon after `draining` aborts, because it has a last
   * word to say. Default true: it ends when the server drains.
   */
  readonly endsOnDrain?: boolean;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An open `text/event-stream` answer. */
export interface EventStream {
  /** Resolves when the client can take more. After the end it does nothing. */
  send(event: ServerEvent): Promise<void>;
  /** The same for several events, in one piece. */
  sendAll(events: readonly ServerEvent[]): Promise<void>;
  /** Ends the stream in order. Safe to call twice. */
  close(): void;
  /** Resolves once the stream has ended, for whatever reason. */
  readonly closed: Promise<void>;
  /** Aborts when the stream ends, to stop what feeds it. */
  readonly signal: AbortSignal;
  /** Aborts when the server drains: nobody is to begin anything long. */
  readonly draining: AbortSignal;
  /** Where the client stopped last time: the `lastEventId` option, else the `Last-Event-ID` header. */
  readonly lastEventId: string | undefined;
}

/**
 * Starts a stream of server-sent events (WHATWG HTML §9.2) on this reply. It ends when the client
 * leaves, on `close()`, and, unless told otherwise, when the server drains. A HEAD request gets the
 * headers only.
 */
export function openEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  options: EventStreamOptions = {},
): EventStream {
  const raw = hijackReply(reply);
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no', // Tells nginx to pass each event on at once.
    ...options.headers,
  });
  const feed = new EventFeed(raw, options);
  const { draining } = connectionsOf(request.server.server);
  feed.start(request.method === 'HEAD', draining);
  return {
    send: (event) => feed.write(renderEvent(event)),
    sendAll: (events) => feed.write(events.map((event) => renderEvent(event)).join('')),
    close: () => feed.end(),
    closed: feed.closed,
    signal: feed.signal,
    draining,
    lastEventId: options.lastEventId ?? lastEventIdHeader(request),
  };
}

/** Clients send the id as UTF-8 (it came as UTF-8 in the stream); Node reads headers as Latin-1. */
function lastEventIdHeader(request: FastifyRequest): string | undefined {
  const value = request.headers['last-event-id'];
  if (typeof value !== 'string' || value === '') return undefined;
  return Buffer.from(value, 'latin1').toString('utf8');
}

/** Writes to one client, with heartbeats and a bound on what waits for it. */
class EventFeed {
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;
  readonly #options: EventStreamOptions;
  readonly #ended = new AbortController();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, options: EventStreamOptions) {
    this.#response = response;
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#ended.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  start(headersOnly: boolean, draining: AbortSignal): void {
    const end = (): void => this.end();
    this.#response.once('close', () => {
      draining.removeEventListener('abort', end);
      this.#stop();
    });
    // Left while the answer was prepared: the event `close` is over.
    if (this.#response.destroyed) {
      this.#stop();
      return;
    }
    const { endsOnDrain = true } = this.#options;
    if (headersOnly || (endsOnDrain && draining.aborted)) {
      this.end();
      return;
    }
    if (endsOnDrain) draining.addEventListener('abort', end, { once: true });
    const { heartbeatMs = HEARTBEAT_MS, heartbeatText = 'keepalive' } = this.#options;
    if (heartbeatMs > 0) {
      // A client that has not taken what was sent already is not kept alive by more.
      const beat = (): void => {
        if (!this.#response.writableNeedDrain) void this.write(`: ${heartbeatText}\n\n`);
      };
      this.#heartbeat = setInterval(beat, heartbeatMs).unref();
    }
    // Written even when empty, so that the client sees the headers before the first event.
    const opening = renderOpening(this.#options);
    if (opening === '') this.#response.flushHeaders();
    else void this.write(opening);
  }

  async write(text: string): Promise<void> {
    const response = this.#response;
    if (this.signal.aborted) return;
    const flowing = response.write(text);
    this.#heartbeat?.refresh();
    if (flowing) return;
    if (response.writableLength > (this.#options.maxBufferedBytes ?? BUFFERED_BYTES_MAX)) {
      response.destroy();
      // Not left to the event `close`: a feeder that never waits would keep it from coming.
      this.#stop();
      return;
    }
    await drained(response);
  }

  end(): void {
    if (this.signal.aborted) return;
    this.#response.end();
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#heartbeat);
    this.#ended.abort();
  }
}

/** Resolves when the response takes more, or never will again. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.removeListener('drain', done);
      response.removeListener('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

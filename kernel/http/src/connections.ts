import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** The newest reply a connection carries; older ones of a pipeline are ahead of it in the queue. */
const newestReply = Symbol('newest reply');

interface TrackedSocket extends Socket {
  /** null between requests, undefined before the first one. */
  [newestReply]?: FastifyReply | null | undefined;
}

/** So many turns are waited for those who wait, should there always be some. */
const TURNS_MAX = 1_000;

/** How long a connection may take to bring its first request when it was opened just before the end. */
const FIRST_REQUEST_MS = 1_000;

const byServer = new WeakMap<Server, Connections>();

/**
 * The open connections of one server and what each is busy with. Kept per connection, so that a
 * request costs one assignment. Connections handed over by another server are seen as well.
 */
export class Connections {
  readonly #sockets = new Set<TrackedSocket>();
  readonly #draining = new AbortController();
  #onEmpty: (() => void) | undefined;
  #accepted = 0;

  /** Begins to watch a server. `onAbort` is told of replies whose connection closed too early. */
  watch(server: Server, onAbort: (reply: FastifyReply) => void): void {
    byServer.set(server, this);
    // Every open stream listens; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, this.#draining.signal);
    server.on('connection', (socket: TrackedSocket) => {
      this.#sockets.add(socket);
      this.#accepted += 1;
      // Node forgets the address when a connection closes, unless it was asked for before.
      Reflect.get(socket, 'remoteAddress');
      socket.once('close', () => {
        this.#sockets.delete(socket);
        const reply = socket[newestReply];
        socket[newestReply] = undefined;
        if (reply && !reply.raw.writableFinished) onAbort(reply);
        if (this.#sockets.size === 0) this.#onEmpty?.();
      });
    });
  }

  /** Aborts when the server begins to drain: long streams end then. */
  get draining(): AbortSignal {
    return this.#draining.signal;
  }

  begin(reply: FastifyReply): void {
    const socket: TrackedSocket = reply.request.raw.socket;
    socket[newestReply] = reply;
    if (this.#draining.signal.aborted) void reply.header('connection', 'close');
  }

  /** Forgets a reply that was sent; while draining the connection is then closed too. */
  end(reply: FastifyReply): void {
    const request = reply.request.raw;
    const socket: TrackedSocket = request.socket;
    if (socket[newestReply] !== reply) return;
    // A request whose body is still arriving after an early answer is kept: its errors are not
    // to be answered again.
    if (request.complete) socket[newestReply] = null;
    if (this.#draining.signal.aborted) socket.end();
  }

  /** The reply a connection owes or has just given, if any. */
  current(socket: Socket): FastifyReply | undefined {
    return (socket as TrackedSocket)[newestReply] ?? undefined;
  }

  /** Tells streams to end, closes idle connections and lets the others close after their answer. */
  startDraining(): void {
    this.#draining.abort();
    for (const socket of this.#sockets) {
      const reply = socket[newestReply];
      // Whoever has just connected, such as a proxy, may have sent a request that is not here yet.
      if (reply === undefined) setTimeout(() => endUnused(socket), FIRST_REQUEST_MS).unref();
      else if (reply === null || reply.raw.writableFinished) socket.destroySoon();
      else if (!reply.raw.headersSent) void reply.header('connection', 'close');
    }
  }

  /**
   * Resolves when nobody waits for being accepted. Node accepts one connection a turn of its event
   * loop, and the system cuts those that still wait when a server closes, whatever they have sent.
   */
  async whenAllAccepted(deadline: AbortSignal): Promise<void> {
    for (let turn = 0; turn < TURNS_MAX && !deadline.aborted; turn += 1) {
      const before = this.#accepted;
      await setImmediate();
      // The first turn may have begun after the system was asked.
      if (turn > 0 && this.#accepted === before) return;
    }
  }

  /** Cuts what is still open; returns how many of them owed an answer. */
  destroyAll(): number {
    let owed = 0;
    for (const socket of this.#sockets) {
      const reply = socket[newestReply];
      if (reply && !reply.raw.writableFinished) owed += 1;
      socket.destroy();
    }
    return owed;
  }

  /** Resolves when no connection is open. To be called once. */
  whenEmpty(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }
}

function endUnused(socket: TrackedSocket): void {
  // Not only our side of it: nothing is owed, and the other side may never end its own.
  if (socket[newestReply] === undefined) socket.destroySoon();
}

/** The connections of a server made by `createHttp`. */
export function connectionsOf(server: Server): Connections {
  const connections = byServer.get(server);
  if (connections === undefined) throw new TypeError('this server was not made by createHttp');
  return connections;
}

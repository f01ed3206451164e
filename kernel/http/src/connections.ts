import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** The newest reply a connection carries; older ones of a pipeline are ahead of it in the queue. */
const newestReply = Symbol('newest reply');

interface TrackedSocket extends Socket {
  [newestReply]?: FastifyReply | undefined;
}

const byServer = new WeakMap<Server, Connections>();

/**
 * The open connections of one server and what each is busy with. Kept per connection, so that a
 * request costs one assignment. Connections handed over by another server are seen as well.
 */
export class Connections {
  readonly #sockets = new Set<TrackedSocket>();
  readonly #draining = new AbortController();
  #onEmpty: (() => void) | undefined;

  /** Begins to watch a server. `onAbort` is told of replies whose connection closed too early. */
  watch(server: Server, onAbort: (reply: FastifyReply) => void): void {
    byServer.set(server, this);
    // Every open stream listens; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, this.#draining.signal);
    server.on('connection', (socket: TrackedSocket) => {
      this.#sockets.add(socket);
      // Node forgets the address when a connection closes, unless it was asked for before.
      Reflect.get(socket, 'remoteAddress');
      socket.once('close', () => {
        this.#sockets.delete(socket);
        const reply = socket[newestReply];
        socket[newestReply] = undefined;
        if (reply !== undefined && !reply.raw.writableFinished) onAbort(reply);
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
    if (request.complete) socket[newestReply] = undefined;
    if (this.#draining.signal.aborted) socket.end();
  }

  /** The reply a connection owes or has just given, if any. */
  current(socket: Socket): FastifyReply | undefined {
    return (socket as TrackedSocket)[newestReply];
  }

  /** Tells streams to end, closes idle connections and lets the others close after their answer. */
  startDraining(): void {
    this.#draining.abort();
    for (const socket of this.#sockets) {
      const reply = socket[newestReply];
      if (reply === undefined || reply.raw.writableFinished) socket.end();
      else if (!reply.raw.headersSent) void reply.header('connection', 'close');
    }
  }

  /** Cuts what is still open; returns how many of them owed an answer. */
  destroyAll(): number {
    let owed = 0;
    for (const socket of this.#sockets) {
      const reply = socket[newestReply];
      if (reply !== undefined && !reply.raw.writableFinished) owed += 1;
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

/** The connections of a server made by `createHttp`. */
export function connectionsOf(server: Server): Connections {
  const connections = byServer.get(server);
  if (connections === undefined) throw new TypeError('this server was not made by createHttp');
  return connections;
}

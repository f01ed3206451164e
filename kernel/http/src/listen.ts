import type { Socket } from 'node:net';
import type { Scope } from '@aquifer/service';
import type { FastifyInstance } from 'fastify';

export interface Listening {
  /** For people and clients: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
}

/**
 * Binds the server and registers its drain in the scope: stop accepting, tell streams, close idle
 * connections, finish the requests in flight with `Connection: close`. The scope's deadline cuts the rest.
 * Faults: `address_in_use`, `address_forbidden`, `address_unavailable`.
 */
export async function listen(
  app: FastifyInstance,
  address: { readonly host: string; readonly port: number },
  scope: Scope,
): Promise<Listening> {
  scope.defer('http server', () => app.close());
  const url = await app.listen({ ...address });
  return { url, port: Number(new URL(url).port) };
}

/**
 * Serves connections that another server accepted (one port for two protocols). Returns the function
 * that takes a connection over; limits and drain apply as with `listen`.
 */
export async function acceptConnections(
  app: FastifyInstance,
  scope: Scope,
): Promise<(socket: Socket) => void> {
  scope.defer('http server', () => app.close());
  await app.ready();
  return (socket) => app.server.emit('connection', socket);
}

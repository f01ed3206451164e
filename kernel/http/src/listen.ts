import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Fault } from '@aquifer/service';
import type { Scope } from '@aquifer/service';
import type { FastifyInstance } from 'fastify';
import { drain } from './drain.ts';
import type { DrainOptions } from './drain.ts';

/** Where to listen. Port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A bound server. */
export interface Listening {
  /** For people and clients on this machine, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
}

/**
 * Binds the server and registers its drain in the scope: stop accepting, tell streams, close idle
 * connections, answer the requests in flight with `Connection: close`; the scope's deadline cuts
 * the rest. Faults: `address_in_use`, `address_forbidden`, `address_unavailable`.
 */
export async function listen(
  app: FastifyInstance,
  address: ListenAddress,
  scope: Scope,
  options: DrainOptions = {},
): Promise<Listening> {
  await app.ready();
  // Registered first, so that a failure to bind still closes the plugins.
  scope.defer('http server', (deadline) => drain(app, deadline, options));
  await bind(app.server, address);
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://${urlHost(address.host)}:${port}`, port };
}

/**
 * Serves connections that another server accepted (one port for two protocols). Returns the function
 * that takes a connection over; limits and drain apply as with `listen`.
 */
export async function acceptConnections(
  app: FastifyInstance,
  scope: Scope,
): Promise<(socket: Socket) => void> {
  await app.ready();
  scope.defer('http server', (deadline) => drain(app, deadline));
  // Node begins to watch for late requests when a server listens, which this one never does.
  app.server.emit('listening');
  return (socket) => void app.server.emit('connection', socket);
}

/** Not by Fastify's `listen`: for `localhost` that makes a second server, past all our limits. */
function bind(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(bindFault(error, address));
    server.once('error', onError);
    server.listen(address.port, address.host, () => {
      server.removeListener('error', onError);
      resolve();
    });
  });
}

const bindFailures: Readonly<Record<string, readonly [code: string, sentence: string]>> = {
  EADDRINUSE: ['address_in_use', 'address already in use'],
  EACCES: ['address_forbidden', 'permission denied'],
  EAFNOSUPPORT: ['address_unavailable', 'this machine does not speak this kind of address'],
  EADDRNOTAVAIL: ['address_unavailable', 'this machine has no such address'],
  ENOTFOUND: ['address_unavailable', 'this host name is not known'],
};

function bindFault(error: NodeJS.ErrnoException, address: ListenAddress): Error {
  const failure = bindFailures[error.code ?? ''];
  if (failure === undefined) return error;
  const [code, sentence] = failure;
  const { host, port } = address;
  return new Fault({
    code,
    status: 500,
    message: `cannot listen on ${bracketed(host)}:${port}: ${sentence}`,
    context: { host, port },
    cause: error,
  });
}

/** A host that clients can use: wildcard addresses stand for this machine. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return bracketed(host);
}

function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

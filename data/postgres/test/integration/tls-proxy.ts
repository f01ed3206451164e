import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';

/** What stands between a client and a real server, to see and to disturb what passes. */
export interface Proxy {
  readonly port: number;
  /** Connections that were encrypted. */
  readonly encrypted: () => number;
  /** From now on nothing passes, and nothing is refused either: a network that swallows. */
  swallow(): void;
  close(): Promise<void>;
}

const fixtures = join(import.meta.dirname, '..', 'fixtures');

/** The certificate authority that signed the proxy's certificate for 'localhost'. */
export const authority: string = join(fixtures, 'ca.pem');

const sslRequestCode = 80_877_103;

/** Forwards to the server at `target`, answering requests for TLS itself when `tls` is set. */
export async function startProxy(target: URL, { tls }: { tls: boolean }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let encrypted = 0;
  let isSwallowing = false;
  const context = createSecureContext({
    cert: readFileSync(join(fixtures, 'server.pem')),
    key: readFileSync(join(fixtures, 'server-key.pem')),
  });
  const forward = (client: Socket, first?: Buffer): void => {
    const server = connect(Number(target.port), target.hostname);
    sockets.add(server);
    if (first !== undefined) server.write(first);
    client.on('data', (data: Buffer) => isSwallowing || server.write(data));
    server.on('data', (data: Buffer) => isSwallowing || client.write(data));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.on('error', () => client.destroy());
  };
  const listener: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (isSwallowing) return;
    socket.once('data', (first: Buffer) => {
      if (first.length !== 8 || first.readInt32BE(4) !== sslRequestCode) {
        forward(socket, first);
      } else if (tls) {
        socket.write('S');
        encrypted += 1;
        const secured = new TLSSocket(socket, { isServer: true, secureContext: context });
        secured.on('error', () => socket.destroy());
        forward(secured);
      } else {
        socket.write('N');
        socket.once('data', (startup: Buffer) => forward(socket, startup));
      }
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    encrypted: () => encrypted,
    swallow() {
      isSwallowing = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

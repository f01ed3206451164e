import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands between a client and a server, and cuts what goes through as a server that is killed would. */
export interface CuttingProxy {
  readonly url: string;
  /** Connections that were made so far. */
  readonly count: number;
  /** Cuts all connections, and refuses new ones until `restart`. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Cuts all connections, and takes new ones at once. */
  cut(): void;
  /** The next request reaches the server; its answer is lost, and the connection with it. */
  loseNextAnswer(): void;
  /** From now on what the server says is kept back. */
  hold(): void;
}

export async function startCuttingProxy(serverPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let [count, losesNext, holds, port] = [0, false, false, 0];
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  };
  const server = createServer((client) => {
    count += 1;
    const upstream = connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) keep(socket);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      if (holds) return;
      if (losesNext) {
        losesNext = false;
        client.resetAndDestroy();
        upstream.destroy();
      } else client.write(chunk);
    });
    upstream.on('end', () => client.end());
    client.on('close', () => upstream.destroy());
  });
  const listen = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const kill = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : undefined;
    if (closed !== undefined) server.close();
    cut();
    await closed;
  };
  await listen();
  onTestFinished(kill);
  return {
    url: `http://127.0.0.1:${port}`,
    get count() {
      return count;
    },
    kill,
    restart: listen,
    cut,
    loseNextAnswer() {
      losesNext = true;
    },
    hold() {
      holds = true;
    },
  };
}

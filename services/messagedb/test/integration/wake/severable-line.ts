import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface SeverableLine {
  readonly port: number;
  /** Ends all connections, and lets no new one through. */
  cut(): void;
  mend(): void;
  /** From now on nothing passes, and nothing ends either: a network that swallows. */
  swallow(): void;
  close(): Promise<void>;
}

/** Passes bytes on to a server, until it is told not to. */
export async function openSeverableLine(to: URL): Promise<SeverableLine> {
  const sockets = new Set<Socket>();
  let [isCut, isSwallowing] = [false, false];
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(to.port), to.hostname);
    keep(far);
    near.on('data', (data: Buffer) => isSwallowing || far.write(data));
    far.on('data', (data: Buffer) => isSwallowing || near.write(data));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
    swallow() {
      isSwallowing = true;
    },
    async close() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

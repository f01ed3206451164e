import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in the place of Estuary, for what is around it. */
export interface StubServer {
  readonly port: number;
  /** What it was asked, in order. */
  readonly asked: readonly IncomingMessage[];
  close(): void;
}

const ok: RequestListener = (_request, response) => response.end('{}');

/** Starts one that answers as told, 200 by default. */
export async function startStubServer(answer: RequestListener = ok): Promise<StubServer> {
  const asked: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

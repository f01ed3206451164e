import { createServer } from 'node:net';

/**
 * A port of the loopback interface that was free a moment ago. Only for programs that cannot bind
 * port 0 themselves: between the answer and its use somebody else may take it.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

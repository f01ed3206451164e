import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createLog, readSettings } from '@aquifer/service';
import { expect, it, onTestFinished } from 'vitest';
import { messageDbSettings } from '../../src/settings.ts';
import { openStore } from '../../src/store/open-store.ts';

/** Signed by an authority that nobody knows. */
const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../../data/postgres/test/fixtures/${name}`, import.meta.url));

/** What answers PostgreSQL's request for TLS, and nothing else. Returns its port. */
async function serverThat(answers: 'refuses' | 'offers'): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(answers === 'offers' ? 'S' : 'N');
      if (answers === 'refuses') return;
      const secureContext = createSecureContext({
        cert: fixture('server.pem'),
        key: fixture('server-key.pem'),
      });
      new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function failureOf(
  port: number,
  sslMode: string,
): Promise<{ error: unknown; tookMs: number }> {
  const settings = readSettings(messageDbSettings, {
    env: {
      MESSAGEDB_DB_HOST: '127.0.0.1',
      MESSAGEDB_DB_PORT: String(port),
      MESSAGEDB_DB_SSLMODE: sslMode,
      MESSAGEDB_DB_PASSWORD: 'secret',
    },
  });
  const started = performance.now();
  const context = {
    log: createLog({ level: 'silent', format: 'json' }),
    signal: new AbortController().signal,
  };
  const error = await openStore(settings, context).catch((reason: unknown) => reason);
  return { error, tookMs: performance.now() - started };
}

it.each([
  ['refuses', 'require', 'does not offer TLS, which the sslmode demands'],
  [
    'offers',
    'verify-full',
    'has a certificate that is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
  ],
] as const)('a server that %s TLS is not asked again under %s', async (answers, mode, reason) => {
  const port = await serverThat(answers);
  const { error, tookMs } = await failureOf(port, mode);
  expect(error).toMatchObject({
    code: 'store_unreadable',
    message: `The message store cannot be opened: PostgreSQL at 127.0.0.1:${port} ${reason}`,
  });
  expect(tookMs).toBeLessThan(5_000);
});

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openScope } from '@aquifer/service';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acceptConnections, createHttp, listen, openEventStream } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp, testOptions } from './support/start-http.ts';
import { until } from './support/until.ts';

/** A handler that answers when it is let go. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Resolves when nobody can connect any more. */
async function untilRefused(port: number): Promise<void> {
  for (let isRefused = false; !isRefused; await setTimeout(5)) {
    const socket = connect(port, '127.0.0.1');
    isRefused = await once(socket, 'connect').then(
      () => false,
      () => true,
    );
    socket.destroy();
  }
}

const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

describe('stopping a server', () => {
  it('answers the request in flight and closes its connection', async () => {
    const { opened, open } = gate();
    let begun = false;
    const { port, stop } = await startHttp((app) =>
      app.get('/', async () => {
        begun = true;
        await opened;
        return 'finished';
      }),
    );
    const client = await rawClient(port);
    client.send(GET);
    await until(() => begun);
    const stopped = stop(60_000);
    await untilRefused(port);
    open();
    const text = await client.closed();
    expect(text).toContain('finished');
    expect(text.toLowerCase()).toContain('connection: close');
    await stopped;
  });

  it('answers who has connected before, and asks a moment later', async () => {
    const { port, stop } = await startHttp((app) => app.get('/', () => 'ok'));
    const client = await rawClient(port);
    const stopped = stop(60_000);
    await untilRefused(port);
    client.send(GET);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 [^]+connection: close[^]+ok$/i);
    await stopped;
  });

  it('answers all who have connected, though it has not accepted them yet', async () => {
    const { port, stop } = await startHttp((app) => app.get('/', () => 'ok'));
    const clients = await Promise.all(Array.from({ length: 50 }, () => rawClient(port)));
    for (const client of clients) client.send(GET);
    await stop(60_000);
    for (const client of clients) expect(await client.closed()).toMatch(/ok$/);
  });

  it('closes idle connections', async () => {
    const { port, stop } = await startHttp((app) => app.get('/', () => 'ok'));
    const idle = await rawClient(port);
    idle.send(GET);
    await idle.until('ok');
    await stop(60_000);
    await idle.closed();
  });

  it.each(['', 'GET / HT'])(
    'does not wait for a first request of which only %j came, whatever the client does',
    async (begin) => {
      const { port, stop } = await startHttp((app) => app.get('/', () => 'ok'));
      const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      onTestFinished(() => void client.destroy());
      await once(client, 'connect');
      client.write(begin);
      await stop(60_000);
    },
  );

  it('sends an answer to its end, however slowly it is read', async () => {
    const LENGTH = 30_000_000;
    const { port, stop } = await startHttp((app) => app.get('/', () => 'x'.repeat(LENGTH)));
    const client = connect({ port, host: '127.0.0.1' }).pause();
    onTestFinished(() => void client.destroy());
    await once(client, 'connect');
    client.write(GET);
    await once(client, 'readable');
    const stopped = stop(60_000);
    await untilRefused(port);
    let received = 0;
    client.on('data', (part: Buffer) => {
      received += part.length;
    });
    await once(client.resume(), 'close');
    expect(received).toBeGreaterThan(LENGTH);
    await stopped;
  });

  it('lets a stream that has begun come to its end', async () => {
    const { opened, open } = gate();
    const { port, stop } = await startHttp((app) =>
      app.get('/', async (_request, reply) => {
        const { raw } = reply.hijack();
        raw.writeHead(200);
        raw.write('begin ');
        await opened;
        raw.end('end');
      }),
    );
    const client = await rawClient(port);
    client.send(GET);
    await client.until('begin');
    const stopped = stop(60_000);
    await setTimeout(20);
    open();
    expect(await client.closed()).toContain('end\r\n0\r\n\r\n');
    await stopped;
  });

  it('ends event streams in order', async () => {
    const { port, stop } = await startHttp((app) =>
      app.get('/', (request, reply) => void openEventStream(request, reply)),
    );
    const client = await rawClient(port);
    client.send(GET);
    await client.until('text/event-stream');
    await stop(60_000);
    expect(await client.closed()).toMatch(/0\r\n\r\n$/);
  });

  it('cuts what is left when the deadline has passed', async () => {
    const { port, stop, lines } = await startHttp((app) =>
      app.get('/', () => new Promise(() => undefined)),
    );
    const client = await rawClient(port);
    client.send(GET);
    await setTimeout(20);
    await stop(50);
    expect(await client.closed()).toBe('');
    expect(lines).toMatchObject([{ msg: 'request', status: 499, aborted: true }]);
  });
});

describe('listen', () => {
  it('says which address is in use', async () => {
    const { port } = await startHttp(() => undefined);
    const scope = openScope();
    const address = { host: '127.0.0.1', port };
    await expect(listen(createHttp(testOptions()), address, scope)).rejects.toMatchObject({
      code: 'address_in_use',
      message: `cannot listen on 127.0.0.1:${port}: address already in use`,
    });
    const report = await scope.close({ deadlineMs: 1000, log: testOptions().log });
    expect(report.clean).toBe(true);
  });

  it('says when the address belongs to another machine', async () => {
    const address = { host: '192.0.2.1', port: 0 };
    await expect(listen(createHttp(testOptions()), address, openScope())).rejects.toMatchObject({
      code: 'address_unavailable',
    });
  });

  it('names an address that clients can use when it listens on all', async () => {
    const scope = openScope();
    onTestFinished(async () => void (await scope.close({ deadlineMs: 0, log: testOptions().log })));
    const { url, port } = await listen(
      createHttp(testOptions()),
      { host: '0.0.0.0', port: 0 },
      scope,
    );
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(url)).status).toBe(404);
  });
});

describe('acceptConnections', () => {
  async function startFront(limits: { requestTimeoutMs?: number }) {
    const app = createHttp({ ...testOptions(), limits });
    app.get('/', async () => {
      await setTimeout(50);
      return 'handed over';
    });
    app.get('/stream', async (_request, reply) => {
      reply.hijack().raw.write('begun');
      await setTimeout(50);
      reply.raw.end();
    });
    const scope = openScope();
    const accept = await acceptConnections(app, scope);
    // Looks at the first bytes, as a server with two protocols on one port does.
    const front = createServer((socket) => {
      socket.once('data', (chunk) => {
        socket.pause();
        socket.unshift(chunk);
        accept(socket);
        socket.resume();
      });
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    onTestFinished(() => void front.close());
    const close = () => scope.close({ deadlineMs: 60_000, log: testOptions().log });
    return { port: (front.address() as AddressInfo).port, close };
  }

  it('serves connections of another server, and drains them', async () => {
    const { port, close } = await startFront({});
    const client = await rawClient(port);
    client.send(GET);
    await setTimeout(20);
    const report = await close();
    expect(report.clean).toBe(true);
    expect(await client.closed()).toContain('handed over');
  });

  it('closes them after a stream that had begun', async () => {
    const { port, close } = await startFront({});
    const client = await rawClient(port);
    client.send('GET /stream HTTP/1.1\r\nhost: a\r\n\r\n');
    await client.until('begun');
    expect((await close()).clean).toBe(true);
    expect(await client.closed()).toMatch(/0\r\n\r\n$/);
  });

  it('keeps the limits', async () => {
    const { port, close } = await startFront({ requestTimeoutMs: 100 });
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\n');
    expect(await client.closed()).toContain('408 Request Timeout');
    await close();
  });
});

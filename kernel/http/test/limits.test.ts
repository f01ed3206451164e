import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clientSignal } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';
import { until } from './support/until.ts';

describe('the time to read a request', () => {
  const limits = { requestTimeoutMs: 150 };

  it('ends half-sent headers with 408', async () => {
    const { port, lines } = await startHttp(() => undefined, { limits });
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\nhost: a\r\n');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(text).toContain('"code":"request_timeout"');
    expect(lines).toMatchObject([{ msg: 'request refused', status: 408, level: 40 }]);
  });

  it('ends a half-sent body with 408, rendered for its request', async () => {
    const { port, lines } = await startHttp((app) => app.post('/', () => ({})), { limits });
    const client = await rawClient(port);
    client.send('POST / HTTP/1.1\r\nhost: a\r\nx-request-id: half\r\n');
    client.send('content-type: application/json\r\ncontent-length: 10\r\n\r\n{"a"');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(text).toContain('x-request-id: half');
    expect(text).toContain('connection: close');
    expect(lines).toMatchObject([{ msg: 'request', status: 408, request_id: 'half' }]);
  });

  it('may be shorter for the headers than for the whole', async () => {
    const { port } = await startHttp((app) => app.post('/', () => 'whole'), {
      limits: { headersTimeoutMs: 150, requestTimeoutMs: 10_000 },
    });
    const [slowHead, slowBody] = [await rawClient(port), await rawClient(port)];
    slowBody.send('POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n');
    slowBody.send('content-length: 2\r\n\r\n{');
    slowHead.send('GET / HTTP/1.1\r\nhost: a\r\n');
    expect(await slowHead.closed()).toMatch(/^HTTP\/1\.1 408 /);
    await setTimeout(300);
    slowBody.send('}');
    expect(await slowBody.until('whole')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('closes a connection that never sent a byte without an answer', async () => {
    const { port } = await startHttp(() => undefined, { limits });
    const client = await rawClient(port);
    expect(await client.closed()).toBe('');
  });

  it('does not count the time a handler takes', async () => {
    const { url } = await startHttp(
      (app) =>
        app.get('/', async () => {
          await setTimeout(400);
          return 'late but well';
        }),
      { limits },
    );
    expect(await (await fetch(url)).text()).toBe('late but well');
  });
});

describe('the size of a request head', () => {
  it('is 431 above the limit', async () => {
    const { port } = await startHttp((app) => app.get('/', () => ({})), {
      limits: { headerBytes: 2000 },
    });
    const client = await rawClient(port);
    client.send(`GET / HTTP/1.1\r\nhost: a\r\nx-big: ${'x'.repeat(5_000_000)}\r\n\r\n`);
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
    expect(text).toContain('"code":"headers_too_large"');
  });

  it('leaves a query of 8 KiB alone by default', async () => {
    const { url } = await startHttp((app) => app.get('/', () => 'ok'));
    expect((await fetch(`${url}/?q=${'x'.repeat(8192)}`)).status).toBe(200);
  });
});

describe('bytes that are not HTTP', () => {
  it('are answered 400 by the policy of the service and counted in the log', async () => {
    const { port, lines } = await startHttp(() => undefined);
    const client = await rawClient(port);
    client.send('\u0016\u0003\u0001\u0002 TLS perhaps\r\n\r\n');
    expect(await client.closed()).toContain('"code":"malformed_request"');
    expect(lines).toMatchObject([{ msg: 'request refused', code: 'malformed_request' }]);
  });

  it('in a chunked body are answered on the request they belong to', async () => {
    const { port } = await startHttp((app) => app.post('/', () => ({})));
    const client = await rawClient(port);
    client.send(
      'POST / HTTP/1.1\r\nhost: a\r\nx-request-id: mine\r\ncontent-type: application/json\r\n',
    );
    client.send('transfer-encoding: chunked\r\n\r\nZZ\r\n');
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('x-request-id: mine');
  });
});

describe('the time an answer may stand still', () => {
  const limits = { responseTimeoutMs: 150 };

  it('ends a handler that hangs with 503, and tells it', async () => {
    let aborted = false;
    const { url, lines } = await startHttp(
      (app) =>
        app.get('/', (_request, reply) => {
          clientSignal(reply).addEventListener('abort', () => {
            aborted = true;
          });
        }),
      { limits },
    );
    const answer = await fetch(url);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('x-request-id')).not.toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'response_timeout' });
    expect(aborted).toBe(true);
    expect(lines).toMatchObject([{ msg: 'request failed' }, { msg: 'request', status: 503 }]);
  });

  it('never cuts an answer that makes progress', async () => {
    const { port } = await startHttp(
      (app) =>
        app.get('/', (_request, reply) => {
          const { raw } = reply.hijack();
          raw.writeHead(200, { 'content-type': 'text/plain' });
          let parts = 0;
          const timer = setInterval(() => {
            raw.write('part ');
            parts += 1;
            if (parts < 12) return;
            clearInterval(timer);
            raw.end('whole');
          }, 50);
        }),
      { limits },
    );
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(await client.until('whole')).toContain('part ');
  });

  it('cuts an answer that stopped in the middle, and logs it', async () => {
    const { port, lines } = await startHttp(
      (app) =>
        app.get('/', (_request, reply) => {
          const { raw } = reply.hijack();
          raw.writeHead(200);
          raw.write('begun');
        }),
      { limits },
    );
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    const text = await client.closed();
    expect(text).toContain('begun');
    expect(text).not.toContain('0\r\n\r\n');
    await until(() => lines.length === 2);
    expect(lines).toMatchObject([
      { msg: 'the answer was cut because it made no progress' },
      { msg: 'request', status: 200, aborted: true },
    ]);
  });

  it('cuts a client that stops reading', async () => {
    const { port, lines } = await startHttp(
      (app) => app.get('/', (_request, reply) => reply.send(Buffer.alloc(50_000_000))),
      { limits },
    );
    const client = await rawClient(port);
    client.socket.pause();
    client.send('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => lines.some(({ aborted }) => aborted === true));
  });
});

describe('an idle connection', () => {
  it('is closed after its time', async () => {
    const { port } = await startHttp((app) => app.get('/', () => 'ok'), {
      // Node adds a second, so that clients that believe the header do not run into the end.
      limits: { keepAliveMs: 1, responseTimeoutMs: 60_000 },
    });
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(await client.closed()).toContain('ok');
  });
});

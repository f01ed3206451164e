import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultToken, messageDbOfTest } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/** Bodies that are too large (contract §10). */

let server: TestServer;
beforeEach(async () => {
  server = await messageDbOfTest({ MESSAGEDB_MAX_BODY: '1KiB' });
});

const head = (header: string): string =>
  `POST /rpc HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${defaultToken}\r\n${header}\r\n\r\n`;
const next = `${head('content-length: 15')}["sys.version"]`;

describe('a body over MESSAGEDB_MAX_BODY', () => {
  it('is 413, and the server lives on', async () => {
    const { status, json } = await server.post(['x'.repeat(2000)]);
    expect({ status, json }).toMatchObject({
      status: 413,
      json: { error: { code: 'PAYLOAD_TOO_LARGE', message: expect.stringContaining('1024') } },
    });
    expect(await server.call('sys.version')).toBe('1.3.0');
  });

  it('is refused by what it says of its length, before it is sent', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(head('content-length: 100000000'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('is refused while it comes in without a length', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${head('transfer-encoding: chunked')}800\r\n${'x'.repeat(0x800)}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    expect(await server.call('sys.version')).toBe('1.3.0');
  });

  it('spoils no later request of its connection', async () => {
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    // Sent whole and at once: either it is thrown away and the next one answered, or all is closed.
    socket.write(`${head('content-length: 2000')}${'x'.repeat(2000)}`);
    await once(socket, 'data');
    socket.end(next);
    await once(socket, 'close');
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('may be as large as the limit', async () => {
    const body = `["sys.version"${' '.repeat(1024 - 15)}]`;
    expect((await server.post(body)).status).toBe(200);
    expect((await server.post(`${body} `)).status).toBe(413);
  });
});

describe('headers', () => {
  it('may be 32 KiB, and are refused when they are endless', async () => {
    const headers = { 'x-large': 'x'.repeat(32 * 1024) };
    expect((await server.post(['sys.version'], { headers })).status).toBe(200);
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(head(`x-large: ${'x'.repeat(100 * 1024)}`));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer.toString()).toContain('"code":"INVALID_REQUEST"');
    socket.destroy();
  });
});

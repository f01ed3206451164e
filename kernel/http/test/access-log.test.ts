import { describe, expect, it } from 'vitest';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';
import { until } from './support/until.ts';

describe('the access log', () => {
  it('has one line per request, without the query string', async () => {
    const { url, lines } = await startHttp((app) => app.get('/a/:id', () => 'twelve bytes'));
    await (await fetch(`${url}/a/1?token=secret`, { headers: { 'x-request-id': 'r1' } })).text();
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        pid: expect.any(Number),
        hostname: expect.any(String),
        msg: 'request',
        method: 'GET',
        path: '/a/1',
        status: 200,
        duration_ms: expect.any(Number),
        bytes: 12,
        request_id: 'r1',
        remote_addr: '127.0.0.1',
      },
    ]);
  });

  it.each([
    [200, 30],
    [302, 30],
    [404, 40],
    [503, 50],
  ])('says of status %i that its level is %i', async (status, level) => {
    const { url, lines } = await startHttp((app) =>
      app.get('/', (_request, reply) => reply.code(status).send()),
    );
    await fetch(url, { redirect: 'manual' });
    expect(lines).toMatchObject([{ status, level }]);
  });

  it('can be switched off', async () => {
    const { url, lines } = await startHttp((app) => app.get('/', () => 'ok'), { accessLog: false });
    await (await fetch(url)).text();
    await (await fetch(`${url}/nope`)).text();
    expect(lines).toEqual([]);
  });

  it('keeps all failures when successes are sampled', async () => {
    const { url, lines } = await startHttp((app) => app.get('/', () => 'ok'), {
      accessLog: { sample: 0 },
    });
    await (await fetch(url)).text();
    await (await fetch(`${url}/nope`)).text();
    expect(lines).toMatchObject([{ path: '/nope', status: 404 }]);
  });

  it('has one line for each request of a pipeline, in order', async () => {
    const { port, lines } = await startHttp((app) => app.get('/:n', ({ url }) => `answer ${url};`));
    const client = await rawClient(port);
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;
    client.send(get('/1') + get('/2') + get('/3'));
    const text = await client.until('answer /3;');
    expect([...text.matchAll(/answer (.*);/g)].map((match) => match[1])).toEqual([
      '/1',
      '/2',
      '/3',
    ]);
    await until(() => lines.length === 3);
    expect(lines.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['/1', 10],
      ['/2', 10],
      ['/3', 10],
    ]);
  });

  it('says 499 when the client left before there was an answer', async () => {
    let begun = false;
    const { port, lines } = await startHttp((app) =>
      app.get('/', () => {
        begun = true;
        return new Promise(() => undefined);
      }),
    );
    const client = await rawClient(port);
    client.send('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => begun);
    client.socket.destroy();
    await until(() => lines.length === 1);
    expect(lines).toMatchObject([
      { status: 499, aborted: true, level: 40, remote_addr: '127.0.0.1' },
    ]);
  });

  it('names the client behind a trusted proxy only', async () => {
    const forwarded = { headers: { 'x-forwarded-for': '203.0.113.7' } };
    const realIp = { headers: { 'x-real-ip': '203.0.113.8' } };
    const trusting = await startHttp((app) => app.get('/', () => ''), { trustProxy: ['loopback'] });
    await fetch(trusting.url, forwarded);
    await fetch(trusting.url, realIp);
    await fetch(trusting.url);
    expect(trusting.lines.map(({ remote_addr }) => remote_addr)).toEqual([
      '203.0.113.7',
      '203.0.113.8',
      '127.0.0.1',
    ]);
    const other = await startHttp((app) => app.get('/', () => ''), { trustProxy: ['10.0.0.0/8'] });
    await fetch(other.url, forwarded);
    await fetch(other.url, realIp);
    const none = await startHttp((app) => app.get('/', () => ''));
    await fetch(none.url, forwarded);
    for (const line of [...other.lines, ...none.lines]) expect(line.remote_addr).toBe('127.0.0.1');
  });

  it('gives handlers a log that carries the request id', async () => {
    const { url, lines } = await startHttp(
      (app) =>
        app.get('/', (request) => {
          request.log.info({ table: 't' }, 'from the handler');
          request.log.child({ deep: 1 }).debug('deeper');
          return 'ok';
        }),
      { accessLog: false },
    );
    await fetch(url, { headers: { 'x-request-id': 'r1' } });
    expect(lines).toMatchObject([
      { msg: 'from the handler', table: 't', request_id: 'r1', level: 30 },
      { msg: 'deeper', deep: 1, request_id: 'r1', level: 20 },
    ]);
  });
});

describe('a proxy that is no address', () => {
  it('stops the start and is named', async () => {
    await expect(startHttp(() => undefined, { trustProxy: ['not-an-ip'] })).rejects.toThrow(
      'not-an-ip',
    );
  });
});

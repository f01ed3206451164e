import { Fault } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { clientSignal, sendNdjson } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';
import { until } from './support/until.ts';

const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

describe('sendNdjson', () => {
  it('sends the lines as they come', async () => {
    async function* rows() {
      yield '{"id":1}\n';
      yield Buffer.from('{"id":2}\n{"id":3}\n');
    }
    const { url } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendNdjson(reply, rows())),
    );
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(await answer.text()).toBe('{"id":1}\n{"id":2}\n{"id":3}\n');
  });

  it('sends an empty answer for no lines', async () => {
    const { url } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendNdjson(reply, [])),
    );
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
  });

  it('takes a plain iterable and another content type', async () => {
    const { url } = await startHttp((app) =>
      app.get('/', (_request, reply) =>
        sendNdjson(reply, ['a,b\n', '1,2\n'], { contentType: 'text/csv' }),
      ),
    );
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('text/csv');
    expect(await answer.text()).toBe('a,b\n1,2\n');
  });

  it('answers HEAD with the headers of GET, and closes the source after its first chunk', async () => {
    let taken = 0;
    let closed = false;
    async function* rows() {
      try {
        for (; taken < 1000; taken += 1) yield 'x\n';
      } finally {
        closed = true;
      }
    }
    const { url } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendNdjson(reply, rows())),
    );
    const answer = await fetch(url, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect({ taken, closed }).toEqual({ taken: 0, closed: true });
  });

  it('turns a failure before the first line into a fault', async () => {
    // eslint-disable-next-line require-yield -- it fails before it can
    async function* rows(): AsyncGenerator<string> {
      throw new Fault({ code: 'no_table', status: 404, message: 'No such table.' });
    }
    const { url } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendNdjson(reply, rows())),
    );
    const answer = await fetch(url);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toMatchObject({ code: 'no_table' });
  });

  it('cuts the connection when a later line fails, and logs the cause', async () => {
    async function* rows() {
      yield '{"id":1}\n';
      throw new Error('disk on fire');
    }
    const { port, lines } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendNdjson(reply, rows())),
    );
    const client = await rawClient(port);
    client.send(GET);
    const text = await client.closed();
    expect(text).not.toContain('0\r\n\r\n');
    expect(text).not.toContain('disk on fire');
    await until(() => lines.length === 2);
    expect(lines).toMatchObject([
      { msg: 'the answer was cut because its source failed', err: { message: 'disk on fire' } },
      { msg: 'request', status: 200, aborted: true },
    ]);
  });

  it('takes no more from the source than the client can take', async () => {
    let taken = 0;
    async function* rows() {
      for (;;) {
        taken += 1;
        yield 'x'.repeat(64 * 1024);
      }
    }
    const { port } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendNdjson(reply, rows())),
    );
    const client = await rawClient(port);
    client.socket.pause();
    client.send(GET);
    let before = -1;
    // Buffers of the system fill up, then nothing more is taken.
    await until(() => {
      const still = taken > 0 && taken === before;
      before = taken;
      return still;
    });
    const stalledAt = taken;
    client.socket.resume();
    await until(() => taken > stalledAt + 100);
  });

  it('closes the source and tells its handler when the client leaves', async () => {
    let closed = false;
    let aborted = false;
    async function* rows() {
      try {
        for (;;) yield 'x'.repeat(1000);
      } finally {
        closed = true;
      }
    }
    const { port, lines } = await startHttp((app) =>
      app.get('/', (_request, reply) => {
        clientSignal(reply).addEventListener('abort', () => {
          aborted = true;
        });
        return sendNdjson(reply, rows());
      }),
    );
    const client = await rawClient(port);
    client.send(GET);
    await client.until('xxx');
    client.socket.destroy();
    await until(() => closed && aborted && lines.length === 1);
    expect(lines).toMatchObject([{ msg: 'request', status: 200, aborted: true }]);
  });

  it('is cut when its signal aborts', async () => {
    const controller = new AbortController();
    async function* rows() {
      yield 'first\n';
      await new Promise(() => undefined);
    }
    const { port } = await startHttp((app) =>
      app.get('/', (_request, reply) => sendNdjson(reply, rows(), { signal: controller.signal })),
    );
    const client = await rawClient(port);
    client.send(GET);
    await client.until('first');
    controller.abort();
    expect(await client.closed()).not.toContain('0\r\n\r\n');
  });
});

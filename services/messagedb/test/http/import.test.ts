import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultToken, messageDbOfTest } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

let server: TestServer;
beforeEach(async () => {
  server = await messageDbOfTest();
});

const time = '2026-01-31T12:00:00.803Z';

/** A record at a global position, in stream `s-1` unless told otherwise. */
const record = (gpos: number, more: object = {}): object => ({
  id: idOf(gpos),
  stream: 's-1',
  type: 'T',
  pos: gpos - 1,
  gpos,
  data: { gpos },
  meta: null,
  time,
  ...more,
});

function idOf(gpos: number): string {
  const hex = createHash('md5').update(String(gpos)).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const bodyOf = (records: readonly object[]): string =>
  records.map((one) => `${JSON.stringify(one)}\n`).join('');
const range = (from: number, to: number): object[] =>
  Array.from({ length: to - from + 1 }, (_, index) => record(from + index));

interface Event {
  readonly imported?: number;
  readonly gpos?: number;
  readonly done?: true;
  readonly elapsed?: string;
  readonly error?: string;
  readonly message?: string;
  readonly line?: number;
}

function eventsOf(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      // Nothing but data: no name, no id.
      expect(block).toMatch(/^data: [^\n]*$/);
      return JSON.parse(block.slice('data: '.length)) as Event;
    });
}

async function importing(body: string, query = ''): Promise<Event[]> {
  const { status, headers, text } = await server.request(`/import${query}`, {
    method: 'POST',
    body,
  });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/event-stream');
  return eventsOf(text);
}

const rows = (): Promise<unknown[][]> => server.call('category.get', '', { batchSize: -1 });
const done = (imported: number): object => ({
  done: true,
  imported,
  elapsed: expect.stringMatching(/^\d+\.\ds$/),
});

describe('POST /import', () => {
  it('tells of every thousand that were stored, and of the end', async () => {
    expect(await importing(bodyOf(range(1, 3456)))).toEqual([
      { imported: 1000, gpos: 1000 },
      { imported: 2000, gpos: 2000 },
      { imported: 3000, gpos: 3000 },
      done(3456),
    ]);
    expect(await rows()).toHaveLength(3456);
  });

  it('stores messages as they were, gaps and all', async () => {
    const records = [
      record(7, { pos: 3, data: { a: '\u0000', b: '\ud800' }, meta: { c: 1e21 } }),
      record(9, { pos: 5, time: '2020-01-01T00:00:00.123456Z' }),
    ];
    expect(await importing(`\n${bodyOf(records)}\r\n  \n`)).toEqual([done(2)]);
    expect(await rows()).toEqual([
      [idOf(7), 's-1', 'T', 3, 7, { a: '\u0000', b: '\ud800' }, { c: 1e21 }, time],
      [idOf(9), 's-1', 'T', 5, 9, { gpos: 9 }, null, '2020-01-01T00:00:00.123456Z'],
    ]);
  });

  it('goes on above the highest global position, whatever order they came in', async () => {
    await importing(bodyOf([record(500, { stream: 'a-1', pos: 0 })]));
    await importing(bodyOf([record(20, { stream: 'b-1', pos: 0 })]));
    expect(await server.call('stream.write', 'c-1', { type: 'T', data: {} })).toEqual({
      position: 0,
      globalPosition: 501,
    });
  });

  it('finds what was imported by correlation', async () => {
    await importing(bodyOf([record(1, { meta: { correlationStreamName: 'signup-9' } })]));
    expect(await server.call('category.get', 's', { correlation: 'signup' })).toHaveLength(1);
  });

  it('of nothing is done at once', async () => {
    expect(await importing('')).toEqual([done(0)]);
    const { text } = await server.request('/import', { method: 'POST' });
    expect(eventsOf(text)).toEqual([done(0)]);
  });

  it('is not bounded by the limit of bodies', async () => {
    server = await messageDbOfTest({ MESSAGEDB_MAX_BODY: '1KiB' });
    expect(await importing(bodyOf(range(1, 100)))).toEqual([done(100)]);
    expect((await server.post(['x', 'y'.repeat(2000)])).status).toBe(413);
  });

  it('empties the namespace first when it is forced, and no other', async () => {
    const { token } = await server.call<{ token: string }>('ns.create', 'tenant-a');
    const write = ['stream.write', 'x-1', { type: 'T', data: {} }];
    await server.post(write);
    await server.post(write, { as: token });
    expect(await importing(bodyOf([record(1)]), '?force=true')).toEqual([done(1)]);
    expect(await rows()).toEqual([expect.arrayContaining([idOf(1)])]);
    expect((await server.post(['stream.version', 'x-1'], { as: token })).json).toBe(0);
  });

  it('counts what it stores as written, and nothing else', async () => {
    const written = async (): Promise<string | undefined> =>
      /^messagedb_messages_written_total (\d+)$/m.exec(
        (await server.request('/metrics')).text,
      )?.[1];
    await importing(`${bodyOf(range(1, 1500))}nope`);
    expect(await written()).toBe('1000');
    await importing(bodyOf(range(1001, 1100)));
    expect(await written()).toBe('1100');
  });

  it('goes into the namespace of the token', async () => {
    const { token } = await server.call<{ token: string }>('ns.create', 'tenant-a');
    const body = bodyOf([record(1)]);
    await server.request('/import', { method: 'POST', body, as: token });
    expect(await rows()).toEqual([]);
    expect((await server.post(['stream.version', 's-1'], { as: token })).json).toBe(0);
  });

  it('needs a token, and POST', async () => {
    const { status, json } = await server.request('/import', { method: 'POST', as: undefined });
    expect({ status, json }).toMatchObject({
      status: 401,
      json: { error: { code: 'AUTH_REQUIRED' } },
    });
    const get = await server.request('/import');
    expect(get.status).toBe(405);
    expect(get.headers.get('allow')).toBe('POST');
  });
});

describe('an import that fails', () => {
  it.each([
    ['INVALID_JSON', '{'],
    ['INVALID_JSON', 'nope'],
    ['INVALID_RECORD', '[]'],
    ['INVALID_RECORD', JSON.stringify(record(3, { time: 'yesterday' }))],
    ['INVALID_RECORD', JSON.stringify(record(3, { data: undefined }))],
    ['POSITION_EXISTS', JSON.stringify(record(2, { id: idOf(77), pos: 77 }))],
    ['POSITION_EXISTS', JSON.stringify(record(77, { pos: 1 }))],
    ['POSITION_EXISTS', JSON.stringify(record(77, { id: idOf(2) }))],
  ])('says %s and the line, and leaves nothing of its batch: %s', async (error, line) => {
    const events = await importing(`${bodyOf(range(1, 2))}\n${line}`);
    expect(events).toEqual([{ error, message: expect.any(String), line: 4 }]);
    expect(await rows()).toEqual([]);
  });

  it('keeps the batches before', async () => {
    const events = await importing(`${bodyOf(range(1, 1500))}nope\n${bodyOf(range(1501, 4000))}`);
    expect(events).toEqual([
      { imported: 1000, gpos: 1000 },
      { error: 'INVALID_JSON', message: expect.any(String), line: 1501 },
    ]);
    expect(await rows()).toHaveLength(1000);
  });

  it('refuses a line that is too long, and lives on', async () => {
    const long = JSON.stringify(record(1, { data: { text: 'x'.repeat(17 * 1024 * 1024) } }));
    expect(await importing(long)).toMatchObject([{ error: 'READ_ERROR', line: 1 }]);
    expect(await importing(bodyOf([record(1)]))).toEqual([done(1)]);
  });

  it('counts lines from 1, whatever is wrong with the first', async () => {
    const { text } = await server.request('/import', {
      method: 'POST',
      body: Buffer.from([0x22, 0xff, 0x22, 0x0a]),
    });
    expect(eventsOf(text)).toMatchObject([{ error: 'INVALID_JSON', line: 1 }]);
    expect(await importing('nope')).toMatchObject([{ error: 'INVALID_JSON', line: 1 }]);
  });

  it.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-01:00'])(
    'refuses a time that not every store can keep: %s',
    async (odd) => {
      expect(await importing(bodyOf([record(1, { time: odd })]))).toMatchObject([
        { error: 'INVALID_RECORD', message: expect.stringMatching(/^time /), line: 1 },
      ]);
    },
  );

  it('tells how far it came and why it ended when the server stops', async () => {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(head('content-length: 100000000'));
    socket.write(bodyOf(range(1, 1700)));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    await vi.waitFor(() => expect(received).toContain('"imported":1000'), 20_000);
    const stopping = server.stop();
    await once(socket, 'end');
    socket.destroy();
    await stopping;
    expect(received).toMatch(
      /data: \{"error":"IMPORT_FAILED","message":"The server is stopping; the first 1000 messages [^"]+","line":\d+\}\n\n/,
    );
  });

  it('takes what is sent after the error off the wire, so that the error arrives', async () => {
    const rest = bodyOf(range(1, 1000)).repeat(40);
    expect(await importing(`nope\n${rest}`)).toMatchObject([{ error: 'INVALID_JSON', line: 1 }]);
    expect(await importing(bodyOf([record(1)]))).toEqual([done(1)]);
  });

  it('says READ_ERROR of a body that ends before it is complete', async () => {
    const body = bodyOf(range(1, 1500));
    const text = await sendRaw(`content-length: ${body.length + 10}`, body);
    expect(text).toContain('data: {"imported":1000,"gpos":1000}\n\n');
    expect(text).toMatch(/data: \{"error":"READ_ERROR","message":"[^"]+","line":1500\}\n\n/);
    expect(await rows()).toHaveLength(1000);
  });

  it('says READ_ERROR of a body that is not HTTP', async () => {
    const text = await sendRaw('transfer-encoding: chunked', '5\r\nhello\r\nnot a length\r\n');
    expect(text).toMatch(/data: \{"error":"READ_ERROR","message":"[^"]+","line":1\}\n\n/);
  });

  it('stops when its client is gone, with the batches that were complete', async () => {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(head('content-length: 100000000'));
    socket.write(bodyOf(range(1, 1700)));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    await vi.waitFor(() => expect(received).toContain('"imported":1000'), 20_000);
    socket.destroy();
    await once(socket, 'close');
    await importing(bodyOf(range(1001, 1100)));
    expect(await rows()).toHaveLength(1100);
  });
});

describe('followers', () => {
  const subscribe = async (query: string): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
    const response = await fetch(`${server.url}/subscribe?${query}&token=${defaultToken}`);
    return (response.body as ReadableStream<Uint8Array>).getReader();
  };

  const until = async (
    reader: ReadableStreamDefaultReader<Uint8Array>,
    part: string,
  ): Promise<string> => {
    let text = '';
    while (!text.includes(part)) {
      const { done: isDone, value } = await reader.read();
      if (isDone) return `${text}(end)`;
      text += Buffer.from(value).toString();
    }
    return text;
  };

  it('are told of what was imported', async () => {
    const reader = await subscribe('category=s');
    await until(reader, ': ready');
    await importing(bodyOf(range(1, 3)));
    expect(await until(reader, '"globalPosition":3}')).toContain('"globalPosition":1}');
    await reader.cancel();
  });

  it('begin anew when something was filled in behind them, and then find it', async () => {
    const reader = await subscribe('category=s&position=1');
    await until(reader, ': ready');
    await importing(bodyOf([record(100, { stream: 'other-1', pos: 0 })]));
    await importing(bodyOf(range(1, 3)));
    expect(await until(reader, 'never')).toMatch(/\(end\)$/);
    const again = await subscribe('category=s&position=1');
    expect(await until(again, '"globalPosition":3}')).toContain('"globalPosition":1}');
    await again.cancel();
  });

  it('begin anew when the namespace was emptied', async () => {
    const reader = await subscribe('category=s');
    await until(reader, ': ready');
    await importing(bodyOf(range(1, 3)), '?force=true');
    expect(await until(reader, 'never')).toMatch(/\(end\)$/);
  });
});

const head = (header: string): string =>
  `POST /import HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${defaultToken}\r\n${header}\r\n\r\n`;

/** Sends a request and the end of the connection; everything that comes back. */
async function sendRaw(header: string, body: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.end(head(header) + body);
  await once(socket, 'close');
  return text;
}
